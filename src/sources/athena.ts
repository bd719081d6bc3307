import { connectAws } from '../aws/index.ts';
import { UsageError } from '../lib/errors.ts';
import { athenaEngine } from './athena/engine.ts';
import { decoded } from './decoded.ts';
import type { Source, SourceItem, SourceOptions } from './source.ts';
import { filtersOf, queryItem } from './sql/query-item.ts';

const FORM = 'athena://workgroup/database/table';

/** A table of CloudTrail logs in Athena: facts are made over there. */
export const athenaSource: Source = { form: FORM, matches: (spec) => /^athena:/i.test(spec), open };

async function* open(spec: string, options: SourceOptions): AsyncGenerator<SourceItem> {
  // Not `URL`, which would lower the case of the workgroup.
  const parts = /^athena:\/\/([^/?]+)\/([^/?]+)\/([^/?]+)(?:\?(.*))?$/is.exec(spec);
  if (parts === null) throw new UsageError(`${spec}: names no table in Athena`, `an Athena source is ${FORM}`);
  const [workgroup, database, table] = decoded(spec, parts.slice(1, 4)) as [string, string, string];
  const search = new URLSearchParams(parts[4] ?? '');
  const output = search.get('output');
  if (output !== null && !/^s3:\/\/[^/']+\/[^']*$/.test(output)) {
    throw new UsageError(`${spec}: output is no place in S3`, 'output=s3://bucket/prefix/');
  }
  search.delete('output');
  const filters = filtersOf(spec, search);
  const searched = search.toString() === '' ? '' : `?${search.toString()}`;
  // The workgroup pays; the table is the same in every one.
  const name = `athena://${database}/${table}${searched}`;
  const subject = `athena://${workgroup}/${database}/${table}`;
  const engine = await athenaEngine({ subject, workgroup, database, table, output }, connectAws(options.aws), options);
  yield queryItem({ spec: name, ...filters }, engine, options);
}
