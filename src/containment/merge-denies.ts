import type { PolicyDocument, PolicyStatement } from '../model/containment.ts';
import { statementsOf } from './doors.ts';
import { documentOf } from './policies.ts';

/** What an earlier plan denied stays denied, unless the new document denies it too. */
export function mergedWith(earlier: unknown, document: PolicyDocument): PolicyDocument {
  const fresh = new Set(document.Statement.map((statement) => JSON.stringify(statement)));
  const kept = statementsOf(earlier).filter(
    (statement) => !fresh.has(JSON.stringify(statement)) && !document.Statement.some((each) => covers(each, statement)),
  );
  const taken = new Set(document.Statement.map(({ Sid }) => Sid));
  return documentOf(...kept.map((each) => withFreeSid(each, taken)), ...document.Statement);
}

/** IAM takes no policy in which two statements have one id. */
function withFreeSid(statement: PolicyStatement, taken: Set<unknown>): PolicyStatement {
  const sid = statement['Sid'];
  if (sid === undefined) return statement;
  let free = sid;
  for (let i = 0; taken.has(free); i++) free = `${sidOf(statement)}Before${i}`;
  taken.add(free);
  return free === sid ? statement : { ...statement, Sid: free };
}

export function sidOf(statement: PolicyStatement | undefined): string {
  const sid = statement?.['Sid'];
  return typeof sid === 'string' ? sid : 'Stemma';
}

/** A deny without condition covers all; a cut-off covers those of a shorter time. */
function covers(statement: PolicyStatement, earlier: PolicyStatement): boolean {
  if (statement['Condition'] === undefined) return true;
  // The list of denied sessions is made with those of earlier plans in it.
  if (statement['Sid'] === 'StemmaDenySessions' && earlier['Sid'] === 'StemmaDenySessions') return true;
  const [ours, theirs] = [issuedIn(statement), issuedIn(earlier)];
  return ours !== null && theirs !== null && theirs.until <= ours.until && ours.since <= theirs.since;
}

/** The times of issue that a cut-off denies: ISO texts of one form are ordered as times are, and the empty text comes first. */
function issuedIn(statement: PolicyStatement): { readonly since: string; readonly until: string } | null {
  const told = JSON.stringify(statement['Condition'] ?? null);
  const found =
    /^\{"DateLessThan":\{"aws:TokenIssueTime":"([^"]+)"\}(?:,"DateGreaterThanEquals":\{"aws:TokenIssueTime":"([^"]+)"\})?\}$/.exec(
      told,
    );
  return found === null ? null : { until: found[1]!, since: found[2] ?? '' };
}
