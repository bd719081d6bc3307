import { partitionOfArn } from '../lib/arn.ts';
import type { Plan, PlanAction } from '../model/containment.ts';

/** Who carries a plan out, in one account. */
export interface Identity {
  readonly accountId: string;
  /** As GetCallerIdentity says it: of a role session, the session. */
  readonly arn: string;
  readonly accessKeyId: string;
}

/** The actions that would change, or cut off, whoever carries the plan out; a reason each. */
export function actionsOnSelf(plan: Plan, self: Identity): string[] {
  if (plan.compromised.includes(self.accessKeyId)) {
    return [`${self.accessKeyId}, by which it would run, is one of the compromised credentials`];
  }
  const names = principalNames(self.arn);
  return plan.phases
    .flatMap(({ actions }) => actions)
    .filter((action) => touches(action, self, names))
    .map(({ id }) => `${id} changes ${self.arn}, by which it would run`);
}

/** `role/Deploy` of a role session, whose ARN does not tell the role's path; `user/path/ci` of a user. */
function principalNames(arn: string): { kind: 'role' | 'user'; name: string } | null {
  const found = /^arn:[^:]+:(?:sts|iam)::\d{12}:(assumed-role|user)\/(.+)$/.exec(arn);
  if (found === null) return null;
  const [, kind, rest] = found;
  return kind === 'user' ? { kind, name: rest! } : { kind: 'role', name: rest!.split('/')[0]! };
}

type Own = ReturnType<typeof principalNames>;

function touches(action: PlanAction, self: Identity, own: Own): boolean {
  if (action.target === self.accessKeyId) return true;
  if (action.kind === 'deny-by-scp') return action.target === self.accountId && deniesFromAbove(action, self, own);
  return own !== null && isOwn(action.target, self, own);
}

function isOwn(arn: string, { accountId }: Identity, own: NonNullable<Own>): boolean {
  const found = /^arn:[^:]+:iam::(\d{12}):(role|user)\/(.+)$/.exec(arn);
  if (found === null || found[1] !== accountId || found[2] !== own.kind) return false;
  return own.kind === 'user' ? found[3] === own.name : found[3]!.slice(found[3]!.lastIndexOf('/') + 1) === own.name;
}

/** A service control policy without a condition on principals binds everybody, and so does a pattern that takes one's own in. */
function deniesFromAbove({ policy }: PlanAction, self: Identity, own: Own): boolean {
  return (policy?.Statement ?? []).some((statement) => {
    const condition = JSON.stringify(statement['Condition'] ?? null);
    if (condition.includes('aws:userid')) return false;
    const arns = [...condition.matchAll(/"(arn:[^"]+)"/g)].map(([, arn]) => arn!);
    if (arns.length === 0) return true;
    return own !== null && arns.some((arn) => isOwn(arn, self, own) || isPatternFor(arn, self, own));
  });
}

function isPatternFor(pattern: string, { accountId, arn }: Identity, own: NonNullable<Own>): boolean {
  if (!/[*?]/.test(pattern)) return false;
  const source = pattern
    .replaceAll(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replaceAll('?', '.')
    .replaceAll('*', '.*');
  return new RegExp(`^${source}$`).test(`arn:${partitionOfArn(arn)}:iam::${accountId}:${own.kind}/${own.name}`);
}
