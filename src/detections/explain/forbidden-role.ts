import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';
import { listed } from '../../lib/wording.ts';
import { callersOf, forbiddenTest } from '../rules/forbidden-role.ts';
import { check } from './check.ts';
import { howIssued } from './wording.ts';

/** Whether it is of a role that the configuration keeps from its caller. */
export function* forbiddenRoleChecks({ lineage, config }: DetectionContext, credential: number): Generator<Check> {
  const { roleArn, issuance } = lineage.credentials;
  const patterns = config.forbiddenRoles.map(({ role: pattern }) => pattern);
  yield check(
    'the configuration forbids roles (forbiddenRoles)',
    patterns.length > 0,
    patterns.length > 0 ? `it forbids ${listed(patterns)}` : 'it forbids none',
  );
  const role = lineage.facts.texts.get(roleArn[credential]!);
  yield check(
    'a token of a role, its issuance logged',
    issuance[credential]! >= 0 && role !== null,
    howIssued(lineage, credential),
  );
  const callers = callersOf(lineage, credential);
  const forbidden = forbiddenTest(config)(role!, callers);
  yield check(
    'a pattern has that role, and none of its exceptions the caller',
    forbidden,
    `${callers[0] ?? 'an unknown caller'} took ${role}, which is ${forbidden ? 'forbidden to it' : 'not forbidden to it'}`,
  );
}
