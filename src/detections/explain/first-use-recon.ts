import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';
import { rowsOf } from '../../lineage/index.ts';
import { questions } from '../rules/first-use-recon.ts';
import { at } from '../wording.ts';
import { check } from './check.ts';
import { heldToken } from './steps.ts';
import { howIssued } from './wording.ts';

/** Whether its first call was a look around. */
export function* firstUseReconChecks({ lineage }: DetectionContext, credential: number): Generator<Check> {
  yield heldToken(lineage, credential);
  yield check(
    'its issuance is in the logs, which tell where it was issued to',
    lineage.credentials.issuance[credential]! >= 0,
    howIssued(lineage, credential),
  );
  const row = rowsOf(lineage.usesOf, credential)[0] ?? -1;
  const { firstEventName, first } = lineage.facts.uses.columns;
  const name = row < 0 ? null : lineage.facts.texts.get(firstEventName[row]!);
  yield check(
    'its first call asks who and where it is, as GetCallerIdentity does',
    name !== null && questions.includes(name),
    name === null ? 'no use of it is logged' : `its first call was ${name} at ${at(first[row]!)}`,
  );
}
