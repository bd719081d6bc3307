import { UsageError } from '../lib/errors.ts';
import { withoutPassword } from '../lib/without-password.ts';
import { athenaSource } from './athena.ts';
import { lakeSource } from './lake.ts';
import { lookupEventsSource } from './lookup-events.ts';
import { pathSource } from './path.ts';
import { s3Source } from './s3.ts';
import type { Source, SourceItem, SourceOptions } from './source.ts';
import { stdinSource } from './stdin.ts';
import { trinoSource } from './trino.ts';

export { makeTable } from './athena/make-table.ts';
export { type NewTable, tableStatement } from './athena/table-statement.ts';
export { nameOf, openTrailPlace, type TimeRange, type TrailFile, type TrailPlace } from './trail-place.ts';
export type { SourceItem, SourceOptions } from './source.ts';
export { printedQuery } from './sql/printed-queries.ts';

/** Every scheme, in the order in which a spec is tried. */
const sources: readonly Source[] = [
  stdinSource,
  s3Source,
  lookupEventsSource,
  athenaSource,
  trinoSource,
  lakeSource,
  pathSource,
];

/** Lists what a source offers, as `stemma scan <source>` names it. */
export function openSource(spec: string, options: SourceOptions): AsyncIterable<SourceItem> {
  const source = sources.find((candidate) => candidate.matches(spec));
  if (source === undefined) {
    const forms = sources.map(({ form }) => form).join(', ');
    throw new UsageError(`${withoutPassword(spec)}: not a source that stemma can read`, `sources are: ${forms}`);
  }
  return source.open(spec, options);
}
