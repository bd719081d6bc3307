import { forJson } from '../lib/neutralise.ts';
import type { ReportView } from '../model/report-view.ts';
import { inChunks, type RenderOptions } from './report-format.ts';

/**
 * The JSON report of schema version 1, as a stream: a string of V8 ends at 512 MB, a report may not. One line a
 * credential, origin, role and finding, so that two reports can be compared line by line.
 */
export function render(view: ReportView, _options: RenderOptions = {}): AsyncIterable<string> {
  return inChunks(parts(view));
}

function* parts(view: ReportView): Generator<string> {
  yield '{\n  "schemaVersion": 1,\n';
  yield* member('tool', { name: 'stemma', version: view.version });
  yield* member('asOf', view.asOf);
  yield* member('coverage', view.coverage);
  yield* member('summary', view.summary);
  yield* list('credentials', view.credentials());
  yield ',\n';
  yield* list('origins', view.origins);
  yield ',\n';
  if (view.roles === null) yield '  "roles": null';
  else yield* list('roles', view.roles);
  yield ',\n';
  yield* list('findings', view.findings);
  yield '\n}\n';
}

function* member(name: string, value: unknown): Generator<string> {
  const text = JSON.stringify(value, null, 2).replaceAll('\n', '\n  ');
  yield `  "${name}": ${forJson(text)},\n`;
}

function* list(name: string, rows: Iterable<unknown>): Generator<string> {
  yield `  "${name}": [`;
  let before = '\n    ';
  for (const row of rows) {
    yield before;
    yield forJson(JSON.stringify(row));
    before = ',\n    ';
  }
  yield before === '\n    ' ? ']' : '\n  ]';
}
