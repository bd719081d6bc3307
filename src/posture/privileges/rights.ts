import type { IamCaller, IamDecider, IamPolicy } from '../../model/iam.ts';
import { relevantStatements } from '../evaluate/relevant.ts';

export interface Right {
  readonly decision: 'allowed' | 'depends';
  readonly conditions: readonly string[];
  /** Resource patterns of the statements that allow it. */
  readonly on: readonly string[];
}

/** Asks what a principal may do, on any resource at all. */
export interface Rights {
  /** Whether a resource pattern is the principal itself: people look after keys of their own. */
  isOwn(pattern: string): boolean;
  /** Null where it may not, or where that is not known. */
  of(action: string, context?: Readonly<Record<string, string>>): Promise<Right | null>;
  /** All of several, as one. */
  ofAll(actions: readonly string[], context?: Readonly<Record<string, string>>): Promise<Right | null>;
}

/** Of one principal: with several credentials that it can have, what any of them may. */
export function rightsOf(
  callers: readonly IamCaller[],
  policies: readonly IamPolicy[],
  decider: Pick<IamDecider, 'decide'>,
): Rights {
  const of: Rights['of'] = async (action, context) => {
    const { statements } = relevantStatements(policies, 'identity', { action, resource: '*' });
    const allows = statements.filter(({ statement }) => statement.effect === 'Allow');
    if (allows.length === 0) return null;
    let found: Pick<Right, 'decision' | 'conditions'> | null = null;
    for (const caller of callers) {
      const question = { caller, action, resource: '*', ...(context === undefined ? {} : { context }) };
      const { decision, conditions } = await decider.decide(question);
      if (decision === 'allowed' || (decision === 'depends' && found === null)) found = { decision, conditions };
      if (decision === 'allowed') break;
    }
    if (found === null) return null;
    const on = allows.flatMap(({ statement }) => (statement.notResources ? ['*'] : (statement.resources ?? [])));
    return { ...found, on: [...new Set(on)] };
  };
  return {
    isOwn: (pattern) => callers.some(({ arn }) => arn === pattern) || pattern.includes('${aws:username}'),
    of,
    ofAll: async (actions, context) => {
      const rights: Right[] = [];
      for (const action of actions) {
        const right = await of(action, context);
        if (right === null) return null;
        rights.push(right);
      }
      return {
        decision: rights.some(({ decision }) => decision === 'depends') ? 'depends' : 'allowed',
        conditions: [...new Set(rights.flatMap(({ conditions }) => conditions))],
        // It reaches no further than the narrowest of them.
        on: rights.find((right) => !isBroad(right))?.on ?? ['*'],
      };
    },
  };
}

/** Whether a right holds on everything of its kind, not on some resources only. A bucket's name stands where others have a kind. */
export const isBroad = ({ on }: Right): boolean => on.some((pattern) => everything.test(pattern));

const everything = /^(\*|arn:[^:]*:s3:::\*(\/\*)?|arn:[^:]*:(?!s3:)[^:]*:\*?:(\*|\d{12})?:(\*|[\w-]+[/:]\*))$/;
