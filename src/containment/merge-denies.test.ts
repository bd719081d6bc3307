import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatTime } from '../lib/time.ts';
import type { PolicyDocument, PolicyStatement } from '../model/containment.ts';
import { mergedWith } from './merge-denies.ts';
import { denyAll, denyIssued, denySessions, denyTokens } from './policies.ts';

const time = fc.integer({ min: 1_790_000_000, max: 1_790_000_009 });
const cutOff = fc
  .record({ until: time, since: fc.option(time) })
  .map(({ until, since }) => denyIssued(until, since === null ? null : Math.min(since, until)));
const document: fc.Arbitrary<PolicyDocument> = fc.oneof(
  { weight: 8, arbitrary: cutOff },
  { weight: 1, arbitrary: fc.constantFrom(denyTokens(), denySessions(['AROAX:a']), denyAll()) },
);

/** Whether a statement denies a token that was issued at that time, of no session that a list names. */
function denies({ Condition }: PolicyStatement, issued: string): boolean {
  if (Condition === undefined) return true;
  const { DateLessThan, DateGreaterThanEquals, Null } = Condition as Record<string, Record<string, string> | undefined>;
  if (Null !== undefined) return true;
  if (DateLessThan === undefined) return false;
  const since = DateGreaterThanEquals?.['aws:TokenIssueTime'] ?? '';
  return issued < DateLessThan['aws:TokenIssueTime']! && issued >= since;
}

test('of any plans one after another, IAM takes the policy, and what one of them denied stays denied', () => {
  fc.assert(
    fc.property(fc.array(document, { minLength: 1, maxLength: 6 }), (plans) => {
      let merged: PolicyDocument | undefined;
      for (const plan of plans) merged = mergedWith(merged, plan);
      const ids = merged!.Statement.map(({ Sid }) => Sid);
      expect(ids).toHaveLength(new Set(ids).size);
      const all = plans.flatMap(({ Statement }) => Statement);
      for (let at = 1_790_000_000; at < 1_790_000_010; at++) {
        const issued = formatTime(at);
        const isDenied = merged!.Statement.some((each) => denies(each, issued));
        expect(isDenied).toBe(all.some((each) => denies(each, issued)));
      }
      const names = (statements: readonly PolicyStatement[]): boolean =>
        statements.some((each) => each['Condition'] === undefined || JSON.stringify(each).includes('AROAX:a'));
      expect(names(merged!.Statement)).toBe(names(all));
    }),
    { numRuns: 500 },
  );
});
