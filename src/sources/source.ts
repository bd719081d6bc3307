import type { Readable } from 'node:stream';
import type { EpochSeconds } from '../model/lineage.ts';

/** One thing that a source offers. Nothing is read yet: recognising content is the evidence room's work. */
export type SourceItem =
  | {
      readonly kind: 'file';
      /** As the user names it. */
      readonly source: string;
      readonly path: string;
      readonly size: number;
      /** Changes when the content does. */
      readonly identity: string;
    }
  /** Could not be opened: told to the user, and the exit code says it. */
  | { readonly kind: 'skipped'; readonly source: string; readonly reason: string };

export interface SourceOptions {
  readonly stdin: Readable;
  /** Absolute paths that are never input: the case itself and the reports. */
  readonly exclude: ReadonlySet<string>;
  readonly since: EpochSeconds | null;
  readonly signal: AbortSignal;
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
