import type { ReportCredential, ReportView } from '../model/report-view.ts';

/** Live tokens: who can act first, then those that are held back, then those that nothing is known against. */
export function* liveTokens(view: ReportView): Generator<ReportCredential> {
  yield* liveSuspicious(view);
  yield* view.credentials({ liveToken: true, suspicious: false });
}

/** Suspicious tokens, in the same order: those that have ended come last. */
export function* suspiciousTokens(view: ReportView): Generator<ReportCredential> {
  yield* liveSuspicious(view);
  for (const row of view.credentials({ liveToken: false, suspicious: true })) if (row.kind === 'temporary') yield row;
}

/** No more rows are made than it takes: a case may hold a million tokens. */
function* liveSuspicious(view: ReportView): Generator<ReportCredential> {
  const { acting, heldBack } = view.standing;
  for (const [isWanted, count] of [
    [true, acting],
    [false, heldBack],
  ] as const) {
    let left = count;
    if (left === 0) continue;
    for (const row of view.credentials({ liveToken: true, suspicious: true })) {
      if (view.acts(row.accessKeyId) !== isWanted) continue;
      yield row;
      if (--left === 0) break;
    }
  }
}

/** As many rows as fit. */
export function firstOf<T>(rows: Iterable<T>, most: number): T[] {
  const first: T[] = [];
  for (const row of rows) if (first.push(row) >= most) break;
  return first;
}
