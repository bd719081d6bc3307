import type { ExplorerKeptPlan } from '../model/explorer.ts';
import type { ReportView } from '../model/report-view.ts';

/** One ending of `-o`. */
export interface ReportFormat {
  readonly contentType: string;
  /** It is made of the built page, which whoever writes it hands in: rendering reads no files. */
  readonly needsPage?: true;
  /** The renderer is loaded when it is needed: none of them may cost start-up time. */
  load(): Promise<{ render: Render }>;
}

export interface RenderOptions {
  /** Where else this report was written, as the user named it: shown where a summary says where to look. */
  readonly written?: readonly string[];
  /**
   * The options, each after a blank, by which a command sees this case as of this moment; null where the case is not kept, so that there
   * is nothing to ask. What programs read (JSON, CSV, OCSF) carries bare commands: it does not depend on where a case lies.
   */
  readonly askWith?: string | null;
  /** The built page that a report as a page is made of; other formats have no use for it. */
  readonly page?: string;
  /** What that page shows as plans. */
  readonly plans?: readonly ExplorerKeptPlan[];
}

/** The same view gives the same bytes. */
export type Render = (view: ReportView, options: RenderOptions) => AsyncIterable<string | Uint8Array>;

const CHUNK = 1 << 16;

/** Joins small texts into chunks: a million lines must not be a million writes, nor one string of a gigabyte. */
export async function* inChunks(texts: Iterable<string>): AsyncGenerator<string> {
  let parts: string[] = [];
  let size = 0;
  for (const text of texts) {
    parts.push(text);
    size += text.length;
    if (size < CHUNK) continue;
    yield parts.join('');
    parts = [];
    size = 0;
  }
  if (size > 0) yield parts.join('');
}
