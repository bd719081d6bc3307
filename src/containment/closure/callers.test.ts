import { expect, test } from 'vitest';
import { account, user, userArn } from '../../../test/support/iam.ts';
import { factsOf } from '../../evidence/index.ts';
import { buildLineage } from '../../lineage/index.ts';
import type { Plan } from '../../model/containment.ts';
import type { IamAccessKey } from '../../model/iam.ts';
import { createDecider } from '../../posture/index.ts';
import { createWorld } from '../../synth/index.ts';
import { lineageOf, record, session } from '../../../test/support/raw-records.ts';
import { describeSituation, judgePlan, makePlan } from '../index.ts';
import { callerOf } from './callers.ts';

const MINT = 'GetFederationToken';

/** A federation token of `ci` that is used; the call that minted it may be missing. */
async function planFor(accessKeys: readonly IamAccessKey[] | null, isMintLogged: boolean): Promise<Plan> {
  const world = createWorld({ seed: 7, start: '2026-03-01' });
  const key = world.accessKey(world.user('ci'));
  const token = key.getFederationToken({ name: 'backup', at: world.on(0, '10:00') });
  token.call('s3.amazonaws.com', 'ListBuckets', { at: world.on(0, '10:30') });
  const records = world.records().filter(({ eventName }) => isMintLogged || eventName !== MINT);
  const lineage = buildLineage(factsOf(records), { asOf: world.on(0, '11:00') });
  const at = lineage.find(token.accessKeyId);
  const accountId = lineage.facts.texts.get(lineage.credentials.accountId[at]!)!;
  const known = {
    ...account(accountId, { users: [user('ci', { arn: userArn('ci', accountId), accountId })] }),
    accessKeys,
  };
  const situation = describeSituation(lineage, {
    targets: [{ kind: 'credential', id: token.accessKeyId }],
    seeds: { credentials: [at], origins: [] },
    snapshot: { accounts: [known], problems: [] },
    accounts: [accountId],
    newest: world.on(0, '10:30'),
    unread: [],
  });
  expect(situation.held.find(({ id }) => id === token.accessKeyId)!.caller).toMatchObject({
    kind: 'federated-user',
    issuerArn: userArn('ci', accountId),
  });
  return judgePlan(await makePlan(situation, createDecider), situation, createDecider);
}

const ids = ({ phases }: Plan): string => phases.flatMap(({ actions }) => actions.map(({ id }) => id)).join(' ');

test('a federation token is denied on the user who called for it, also where the call is not in the logs', async () => {
  for (const isMintLogged of [true, false]) {
    const plan = await planFor([], isMintLogged);
    expect(ids(plan)).toMatch(/deny-user-tokens:arn:aws:iam::\d{12}:user\/ci/);
    expect(plan.residual.join('\n')).not.toContain('not a principal');
  }
});

test('where its keys are listed, those that may have minted it are held; where they are not, the minter is not known', async () => {
  const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', userName: 'ci', active: true, createdAt: null };
  const listed = await planFor([key], false);
  expect(ids(listed)).toContain('deactivate-access-key:AKIAIOSFODNN7EXAMPLE');
  expect(listed.proof).toMatchObject({ result: 'evicted' });
  const unlisted = await planFor(null, false);
  expect(unlisted.proof).toMatchObject({ result: 'not-proven' });
  expect(unlisted.proof!.remaining[0]!.credential).toBe(`a key of ${userArn('ci')}`);
});

test.each(['aws', 'aws-us-gov', 'aws-cn'])(
  'a federation token of the root user goes back to the root of its own partition: %s',
  (partition) => {
    const root = {
      type: 'Root',
      principalId: '111122223333',
      arn: `arn:${partition}:iam::111122223333:root`,
      accountId: '111122223333',
    };
    const federated = {
      type: 'FederatedUser',
      principalId: '111122223333:backup',
      arn: `arn:${partition}:sts::111122223333:federated-user/backup`,
      accountId: '111122223333',
      accessKeyId: 'ASIABACKUPEXAMPLE',
      sessionContext: session('10:00:00', { sessionIssuer: root }),
    };
    const lineage = lineageOf([record({ at: '10:30:00', userIdentity: federated })]);
    expect(callerOf(lineage, lineage.find('ASIABACKUPEXAMPLE'), null).issuerArn).toBe(root.arn);
  },
);
