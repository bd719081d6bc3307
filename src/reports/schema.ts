import { z } from 'zod';
import { reportSchema } from '../model/report.ts';

/** `docs/report.schema.json`, as text: what JSON reports look like, for programs that read them. */
export function reportSchemaText(): string {
  const { $schema, ...schema } = z.toJSONSchema(reportSchema, { target: 'draft-2020-12', io: 'output' });
  const document = {
    $schema,
    title: 'stemma report, schema version 1',
    description:
      'Times are ISO 8601 UTC to the second. Unknown is null, never a guess and never a missing key. Texts are as they were logged: whoever shows them must neutralise them.',
    ...schema,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
