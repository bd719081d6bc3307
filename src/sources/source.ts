import type { Readable } from 'node:stream';
import type { AwsOptions } from '../model/aws.ts';
import type { Gap, NotListed } from '../model/coverage.ts';
import type { FetchContent } from '../model/fetched.ts';
import type { EpochSeconds } from '../model/lineage.ts';
import type { QueriedWindow } from '../model/queried.ts';

/** One thing that a source offers. Nothing is read yet: recognising content is the evidence room's work. */
export type SourceItem =
  | {
      readonly kind: 'file';
      /** As the user names it. */
      readonly source: string;
      /** Empty where the content is fetched. */
      readonly path: string;
      readonly size: number;
      /** Changes when the content does. */
      readonly identity: string;
      /** Gets the content where it is not on this machine. */
      readonly fetch?: FetchContent;
      /** Long to come and not of a known size: read by itself. */
      readonly alone?: boolean;
    }
  /** What the source cannot show, whatever it holds. */
  | { readonly kind: 'gap'; readonly gap: Gap }
  /** Facts that are made where the logs are: windows of time that the case lacks, to be read one after the other. */
  | {
      readonly kind: 'query';
      readonly source: string;
      /** Before the hour, in the names by which the ledger knows the hours. */
      readonly prefix: string;
      /** From when on it is read. */
      readonly from: EpochSeconds;
      /** `known` says in which state the case knows hours. Throws a `StemmaError` where the table cannot be asked. */
      readonly windows: (known: ReadonlyMap<string, string>) => AsyncIterable<QueriedWindow>;
    }
  /** A place that was asked anew, other than the source itself: of what could not be listed there before, only what is skipped now is lacking. */
  | { readonly kind: 'listed'; readonly place: string }
  /** Could not be opened: told to the user, and the exit code says it. */
  | ({ readonly kind: 'skipped' } & NotListed);

export interface SourceOptions {
  readonly stdin: Readable;
  /** Absolute paths that are never input: the case itself and the reports. */
  readonly exclude: ReadonlySet<string>;
  readonly since: EpochSeconds | null;
  readonly now: () => EpochSeconds;
  /** Where passwords and tokens of servers are looked for. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Bytes of logs that queries which cost by them may read; null for no limit. */
  readonly maxScanBytes: number | null;
  /** Rows of Parquet files: who knows how to read them is another room. */
  readonly readParquet: (
    paths: readonly string[],
  ) => AsyncIterable<Readonly<Record<string, string | number | bigint | boolean | null>>>;
  /** Takes what the user should know though nothing is wrong. */
  readonly tell: (notice: string) => void;
  readonly signal: AbortSignal;
  readonly until: EpochSeconds | null;
  readonly aws: AwsOptions;
  /** Only calls that mint credentials, where a source can be asked for them. */
  readonly issuancesOnly: boolean;
  /** With it, for how long calls are asked for; null: until all are there. */
  readonly lookSeconds: number | null;
  /** The states in which the case knows what its ledger has under names that begin so, by name: what was had of, or could not be. */
  readonly statesUnder: (prefix: string, fate?: 'had' | 'skipped') => Promise<ReadonlyMap<string, string>>;
  /** Which of these the case has not read yet: for sources whose pieces can be cut in more than one way. */
  readonly unread: <F extends { readonly source: string; readonly identity: string }>(
    files: readonly F[],
  ) => Promise<readonly F[]>;
  /** Takes what must be run when all items have been read. */
  readonly defer: (cleanUp: () => Promise<void>) => void;
}

/** One scheme of source: one file in this room and one line in the table of `index.ts`. */
export interface Source {
  /** How the source is written, for help and errors. */
  readonly form: string;
  matches(spec: string): boolean;
  open(spec: string, options: SourceOptions): AsyncIterable<SourceItem>;
}
