import type { IamCaller, IamQuestion } from '../../model/iam.ts';
import type { Surroundings } from './caller.ts';
import { prepare, type Prepared } from './prepare.ts';
import type { Relevant } from './relevant.ts';

/** A question that every deny of everything answers. */
export const probe = (caller: IamCaller): IamQuestion => ({ caller, action: 's3:ListAllMyBuckets', resource: '*' });

/**
 * The question whether one statement denies the caller every action on every resource: against an identity that may do
 * everything, with those statements alone. Null where it cannot be asked, because the caller's policies are not known.
 */
export function fullDenies(caller: IamCaller, around: Surroundings): Prepared | null {
  const { identity, boundary, scps } = around.policies;
  if (identity === null && boundary === null && scps.length === 0) return null;
  const question = probe(caller);
  const ready = prepare(question, around);
  const only = (list: readonly Relevant[]): Relevant[] => list.filter(deniesEverything);
  const statements = [
    ...only(ready.trial.identity),
    ...only(ready.trial.boundary ?? []),
    ...only(ready.trial.session ?? []),
    ...ready.trial.scps.flatMap((level) => only(level.statements)),
  ];
  const bare = prepare(
    { ...question, caller: { ...caller, sessionPolicies: [] } },
    { ...around, policies: { ...around.policies, identity: [allowAll], boundary: null, scps: [] } },
  );
  const trial = { ...bare.trial, session: null, identity: [...bare.trial.identity, ...statements], doubts: [] };
  return {
    ...bare,
    policies: around.policies,
    trial,
    wording: JSON.stringify([
      'dead',
      caller.kind,
      caller.sessionName === null,
      statements.map(({ statement }) => statement.id),
    ]),
    keys: [...new Set(statements.flatMap(({ statement }) => statement.keys))].sort(),
  };
}

const allowAll = {
  id: 'everything',
  name: 'everything',
  inline: true,
  document: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
  through: null,
};

/** GetCallerIdentity is always allowed, so a deny that spares it spares nothing. */
function deniesEverything({ statement }: Relevant): boolean {
  const { effect, actions, notActions, resources, notResources } = statement;
  if (effect !== 'Deny' || notResources || !(resources ?? []).includes('*')) return false;
  return notActions ? actions.every((action) => /^sts:getcalleridentity$/i.test(action)) : actions.includes('*');
}
