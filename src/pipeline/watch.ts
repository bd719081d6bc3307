import { setTimeout as sleep } from 'node:timers/promises';
import { NothingReadError, StemmaError, UsageError } from '../lib/errors.ts';
import { severities, type Finding, type Severity } from '../model/finding.ts';
import type { EpochSeconds } from '../model/lineage.ts';
import { openCase } from './open-case.ts';
import { scan, type ScanResult } from './scan.ts';
import type { ScanRequest } from './scan-request.ts';

export interface WatchRequest extends Omit<ScanRequest, 'asOf' | 'explain' | 'outputs'> {
  /** Between the end of a look and the beginning of the next. */
  readonly everySeconds: number;
  /** Findings of at least this severity are told. */
  readonly alertOn: Severity;
  readonly now: () => EpochSeconds;
}

/** One look at the sources. */
export type Look =
  | {
      readonly kind: 'looked';
      readonly at: EpochSeconds;
      /** New to the case, or worse than when they were told. Worst first. */
      readonly alerts: readonly Finding[];
      readonly result: ScanResult;
    }
  /** The sources could not be read this time; the next look may find them. */
  | { readonly kind: 'failed'; readonly at: EpochSeconds; readonly error: StemmaError };

/** Which severity each finding had when it was told, kept with the case: a watch that begins again repeats nothing. */
const TOLD = 'watch.told';

/** Scans again and again until the signal is given. What the first look finds wrong with its request is thrown; later faults are looks. */
export async function* watch(request: WatchRequest): AsyncGenerator<Look> {
  if (request.casePath === ':memory:' || request.sources.includes('-')) {
    const what = request.sources.includes('-') ? 'standard input ends' : 'a case in memory forgets what it told';
    throw new UsageError(`nothing to watch: ${what}`, 'name a folder, a bucket or another source, and a case file');
  }
  for (let first = true; !request.signal.aborted; first = false) {
    const look = await lookOnce(request, first);
    yield look;
    await pause(request);
  }
}

async function lookOnce(request: WatchRequest, first: boolean): Promise<Look> {
  const at = request.now();
  try {
    const result = await scan({ ...request, asOf: at, explain: null, outputs: [] });
    return { kind: 'looked', at, result, alerts: await untold(request, result.view.findings) };
  } catch (error) {
    const isPassing = error instanceof StemmaError && (!first || error instanceof NothingReadError);
    if (!isPassing || request.signal.aborted) throw error;
    return { kind: 'failed', at, error };
  }
}

/** Takes them for told: whoever asks has to tell them. */
async function untold({ casePath, alertOn }: WatchRequest, findings: readonly Finding[]): Promise<Finding[]> {
  await using theCase = await openCase(casePath);
  const told = new Map(
    Object.entries(JSON.parse((await theCase.getDocument(TOLD)) ?? '{}') as Record<string, Severity>),
  );
  const rank = (severity: Severity): number => severities.indexOf(severity);
  const alerts = findings.filter(({ id, severity }) => {
    const before = told.get(id);
    return rank(severity) >= rank(alertOn) && (before === undefined || rank(severity) > rank(before));
  });
  for (const { id, severity } of alerts) told.set(id, severity);
  if (alerts.length > 0) await theCase.setDocument(TOLD, JSON.stringify(Object.fromEntries(told)));
  return alerts;
}

async function pause({ everySeconds, signal }: WatchRequest): Promise<void> {
  try {
    await sleep(everySeconds * 1000, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
