import type { Config } from '../model/config.ts';
import type { ReportView } from '../model/report-view.ts';
import type { Detail } from '../pipeline/review/index.ts';
import { wantsColor, type Io } from './io.ts';
import { DEFAULT_CASE, type AsOf } from './options.ts';
import { tellSuppressions } from './tell-suppressions.ts';
import { tellUnread } from './tell-unread.ts';
import { version } from './version.ts';

interface ReviewOptions {
  readonly case: string;
  readonly config?: string | undefined;
  readonly asOf: AsOf;
}

/**
 * Opens the case that the options name and judges it, as every command does that reads nothing new. Whoever shows less than all
 * of it says so, and need not wait for the rest.
 */
export async function reviewCase(options: ReviewOptions, io: Io, detail: Detail = 'all'): Promise<ReportView> {
  const { expiredSuppressions, loadConfig, review } = await import('../pipeline/review/index.ts');
  const config: Config = await loadConfig(options.config ?? null);
  const view = await review(options.case, { asOf: momentOf(options.asOf, io), config, version: version(), detail });
  tellUnread(view.coverage.skipped, io);
  tellSuppressions(expiredSuppressions(config, view), io);
  return view;
}

/** Text says of credentials what they are; only a row of JSON has all that they did. */
export const detailOf = (format: 'text' | 'json'): Detail => (format === 'json' ? 'all' : 'no-uses');

export const momentOf = (asOf: AsOf, io: Io): number | 'last' => (asOf === 'now' ? io.now() : asOf);

export interface Layout {
  readonly format: 'text' | 'json';
  readonly ascii: boolean;
  readonly color: boolean;
  readonly width: number;
}

const USUAL_WIDTH = 100;
/** Below this a line of a tree holds no key with its state any more: the terminal may wrap it. */
const LEAST_WIDTH = 60;

/** How stdout wants it. Pipes do not say how wide they are, and some terminals say 0. */
export function layoutOf(options: { format: 'text' | 'json'; ascii?: true | undefined }, io: Io): Layout {
  return {
    format: options.format,
    ascii: options.ascii ?? false,
    color: wantsColor(io.stdout, io.env),
    width: Math.max(LEAST_WIDTH, io.stdout.columns || USUAL_WIDTH),
  };
}

/** A path as the shell takes it. */
export const shellWord = (text: string): string =>
  /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** What a further command needs to see the same case as of the same moment, each option after a blank; null without a case. */
export function sameCaseOptions({ asOf, ...options }: ReviewOptions, moment: string): string | null {
  if (options.case === ':memory:') return null;
  return [
    ...(options.case === DEFAULT_CASE ? [] : [`--case ${shellWord(options.case)}`]),
    ...(options.config === undefined ? [] : [`--config ${shellWord(options.config)}`]),
    ...(asOf === 'now' ? [] : [`--as-of ${asOf === 'last' ? asOf : moment}`]),
  ]
    .map((option) => ` ${option}`)
    .join('');
}
