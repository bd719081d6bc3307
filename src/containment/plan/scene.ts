import { groupBy } from '../../lib/add-to.ts';
import type { Coverage, Scene, Signed } from '../actions/action-maker.ts';
import type { PlanAction } from '../../model/containment.ts';
import type { IamPolicy, IamSnapshot } from '../../model/iam.ts';
import { applyAction, principalIn, worldOf, type World } from '../prove/world.ts';
import { isOver, type Bystander, type Held, type Situation } from '../situation.ts';
import { ownerOf } from './survey.ts';

/** More names than this are a number. */
const MOST_PRINCIPALS = 20;

/** What actions look at, with an index by principal: hundreds of actions ask for it. */
export function sceneOf(situation: Situation): Scene {
  // What has lapsed needs no stopping.
  const held = groupBy(
    situation.held.filter((each) => !isOver(each)),
    ownerOf,
  );
  const bystanders = groupBy(situation.bystanders, ({ principalArn }) => principalArn);
  const world = worldOf(situation.snapshot ?? nothingKnown);
  return {
    situation,
    world,
    policiesOf: (arn) => policiesAfter(arn, world, []),
    heldOf: (arn) => held.get(arn) ?? [],
    coverage(isCovered, arns): Coverage {
      const principals = [...new Set(arns)];
      const stopped = principals.flatMap((arn) => held.get(arn) ?? []).filter((each) => isCovered(signedBy(each)));
      const hit = principals.flatMap((arn) => bystanders.get(arn) ?? []).filter((each) => isCovered(signed(each)));
      const names = [...new Set(hit.map(nameOf))].toSorted();
      const more = names.length - MOST_PRINCIPALS;
      return {
        stops: stopped.map(({ id }) => id),
        collateral: {
          sessions: hit.length,
          principals: more > 0 ? [...names.slice(0, MOST_PRINCIPALS), `and ${more} more`] : names,
        },
      };
    },
  };
}

/** The same, once other actions are carried out: quotas count what these put. */
export const sceneAfter = (scene: Scene, made: readonly PlanAction[]): Scene => ({
  ...scene,
  policiesOf: (arn) =>
    policiesAfter(
      arn,
      scene.world,
      made.filter(({ target }) => target === arn),
    ),
});

/** Played in a world of that principal alone: hundreds of actions ask for it. */
function policiesAfter(arn: string, { snapshot }: World, made: readonly PlanAction[]): readonly IamPolicy[] {
  const found = principalIn(snapshot, arn);
  if (found === null) return [];
  const alone = snapshot.accounts
    .filter(({ accountId }) => accountId === found.accountId)
    .map((account) => ({
      ...account,
      roles: 'trust' in found ? [found] : [],
      users: 'trust' in found ? [] : [found],
    }));
  const before = worldOf({ accounts: alone, problems: [] });
  const after = made.reduce((world, action) => applyAction(world, action, made), before);
  return (principalIn(after.snapshot, arn)?.policies ?? []).filter(({ through }) => through === null);
}

const nothingKnown: IamSnapshot = { accounts: [], problems: [] };

const signedBy = (held: Held): Signed => ({
  principalArn: ownerOf(held),
  userId: held.userId,
  issuedAt: held.caller.issuedAt,
  isLongTerm: held.kind === 'access-key' || held.kind === 'service-credential',
});

const signed = ({ principalArn, userId, issuedAt, longTerm }: Bystander): Signed => ({
  principalArn,
  userId,
  issuedAt,
  isLongTerm: longTerm,
});

const nameOf = ({ principalArn, sessionName }: Bystander): string =>
  sessionName === null ? principalArn : `${principalArn} (${sessionName})`;
