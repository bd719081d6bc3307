import { validateIdentityPolicy, validateServiceControlPolicy, validateTrustPolicy } from '@cloud-copilot/iam-policy';
import { expect, test } from 'vitest';
import { checks } from '../../src/hardening/index.ts';
import type { Advice } from '../../src/model/advice.ts';
import { attackScenarios, benignScenarios, samples } from '../../src/synth/index.ts';
import { arn, ask, FOREIGN, posture, role, snapshot, trusting } from '../support/hardening.ts';

/** Without white space, as IAM counts. */
const sizeOf = (document: object): number => JSON.stringify(document).length;
const limits = { trust: 2_048, identity: 6_144, scp: 5_120, template: 51_200 };

const told = Object.values({ ...samples, ...attackScenarios, ...benignScenarios }).map((tell) =>
  tell(3).world.records(),
);

/** Advice on everything that the stories above, and the samples, give rise to. */
function adviseOnAll(): Advice[] {
  const roles = [
    role('Admin', [trusting('*')]),
    role('Deploy', [trusting(arn('root'), arn('root', FOREIGN))]),
    role('SupportDataReader', [trusting(arn('root'))], { maxSessionSeconds: 43_200 }),
  ];
  const circle = posture([
    [arn('role/Admin'), arn('role/Admin')],
    [arn('role/Admin'), arn('role/Deploy')],
    [arn('role/Deploy'), arn('role/Admin')],
  ]);
  return told.flatMap((records) => {
    return [ask(records), ask(records, { iam: snapshot({ roles }), posture: circle })].flat();
  });
}

const everyAdvice = adviseOnAll();

test('every document that is advised is one that IAM would take', () => {
  const all = everyAdvice.filter(({ policy }) => policy !== null);
  expect(new Set(all.map(({ check }) => check)).size).toBeGreaterThan(5);
  for (const { check, policy } of all) {
    const kinds = checks.find(({ id }) => id === check)!.documents;
    const kind = kinds.length === 1 ? kinds[0]! : JSON.stringify(policy).includes('"Principal"') ? 'trust' : 'identity';
    const problems =
      kind === 'trust'
        ? validateTrustPolicy(policy)
        : kind === 'scp'
          ? validateServiceControlPolicy(policy)
          : kind === 'identity'
            ? validateIdentityPolicy(policy)
            : [];
    expect({ check, problems, policy }).toEqual({ check, problems: [], policy });
    expect(sizeOf(policy!)).toBeLessThanOrEqual(limits[kind]);
  }
});

test('advice is worst first, and every severity is one that its check says', () => {
  const all = everyAdvice;
  for (const { check, severity, how, reason } of all) {
    expect(checks.find(({ id }) => id === check)!.severities).toContain(severity);
    expect([how, reason].every((text) => text.length > 20)).toBe(true);
  }
  const one = ask(told[0]!).map(({ severity }) => severity);
  const order = ['critical', 'high', 'medium', 'low', 'info'];
  expect(one).toEqual(one.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
});
