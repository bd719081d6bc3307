// Writes docs/report.schema.json from the types of src/model/report.ts. A test says when it is out of date.
import { writeFileSync } from 'node:fs';
import { build, install, root } from './run.mjs';

install();
build();
const { reportSchemaText } = await import(new URL('../dist/reports/schema.js', import.meta.url).href);
writeFileSync(`${root}/docs/report.schema.json`, reportSchemaText());
