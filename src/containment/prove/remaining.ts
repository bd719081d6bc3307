import { formatTime } from '../../lib/time.ts';
import type { Remaining } from '../../model/containment.ts';
import type { IamDecision } from '../../model/iam.ts';
import type { Power } from './attacker.ts';
import type { Undo } from './iam-powers.ts';
import type { JudgeCalls } from './judge-calls.ts';
import type { World } from './world.ts';

/** More than this nobody reads under stress. */
const MOST_ROLES = 8;

interface Facts {
  readonly death: IamDecision;
  readonly undo: Undo;
  readonly judge: JudgeCalls;
  readonly world: World;
}

/** What is left of one power, in words: what it can do and how it comes to live. */
export async function remainingOf(
  power: Power,
  { death, undo, judge, world }: Facts,
): Promise<Remaining & { readonly certain: boolean; readonly undoes: boolean | null }> {
  const isForService = power.held.kind === 'service-credential';
  const roles = isForService ? [] : await judge.assumable(power.held, world);
  const more = roles.length > MOST_ROLES ? [`sts:AssumeRole on ${roles.length - MOST_ROLES} more roles`] : [];
  const { caller } = power.held;
  const can = [
    isForService ? `use single services as ${caller.arn}` : `act as ${caller.arn}`,
    ...roles.slice(0, MOST_ROLES).map(({ roleArn }) => `sts:AssumeRole on ${roleArn}`),
    ...more,
    ...(undo.action === null ? [] : [undo.action]),
    ...(power.held.kind === 'access-key' ? ['sts:GetSessionToken'] : []),
  ];
  const certain = power.certain && death.decision === 'allowed';
  return {
    credential: nameOf(power),
    can,
    because: `${pathTo(power)}${reasonOf(power, death, certain)}`,
    certain,
    undoes: undo.action === null ? null : power.certain && undo.decision?.decision === 'allowed',
  };
}

const nameOf = ({ ids, held }: Power): string =>
  ids.length === 0 ? held.id : ids.length === 1 ? ids[0]! : `${ids[0]} and ${ids.length - 1} more like it`;

/** From what he holds, mint by mint. */
function pathTo(power: Power): string {
  const steps: string[] = [];
  for (let at: Power | null = power; at !== null; at = at.from) {
    const issued = at.held.caller.issuedAt;
    const when = at.from === null || issued === null ? '' : `, issued ${formatTime(issued)}`;
    steps.unshift(at.how === null ? nameOf(at) : `${at.how}: ${nameOf(at)}${when}`);
  }
  return `${steps.join(' → ')}: `;
}

function reasonOf({ hangsOn }: Power, death: IamDecision, certain: boolean): string {
  if (certain) return 'no deny covers it';
  const unknown = [...new Set([...hangsOn, ...death.unknown, ...death.conditions])];
  return unknown.length === 0
    ? 'whether a deny covers it is not known'
    : `not known: ${unknown.slice(0, 6).join('; ')}`;
}
