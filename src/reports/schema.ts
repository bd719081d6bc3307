import { z } from 'zod';
import { planSchema } from '../model/containment.ts';
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

/** `docs/containment.schema.json`, as text: what `stemma contain --format json` prints. */
export function containmentSchemaText(): string {
  const { $schema, ...schema } = z.toJSONSchema(planSchema, { target: 'draft-2020-12', io: 'output' });
  const document = {
    $schema,
    title: 'stemma containment plan, schema version 1',
    description:
      'Times are ISO 8601 UTC to the second. Unknown is null. Names are as they were logged: whoever shows or quotes them must neutralise them.',
    ...schema,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
