// Writes docs/report.schema.json, docs/containment.schema.json and docs/config.schema.json from the types of src/model/. Tests say when they are out of date.
import { writeFileSync } from 'node:fs';
import { build, install, root } from './run.mjs';

install();
build();
const built = (module) => import(new URL(`../dist/${module}`, import.meta.url).href);
const { containmentSchemaText, reportSchemaText } = await built('reports/schema.js');
const { configSchemaText } = await built('pipeline/config-schema.js');
writeFileSync(`${root}/docs/report.schema.json`, reportSchemaText());
writeFileSync(`${root}/docs/containment.schema.json`, containmentSchemaText());
writeFileSync(`${root}/docs/config.schema.json`, configSchemaText());
