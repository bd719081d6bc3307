// The first thing that a newcomer sees: build, and scan the sample trail of a leaked key.
import { build, install, must } from './run.mjs';

install();
build();
must(process.execPath, [
  'dist/bin/main.js',
  'scan',
  'examples/leaked-key',
  '--iam',
  'examples/leaked-key/iam.json',
  '--as-of',
  'last',
  '--case',
  'stemma.db',
  '--output',
  'stemma-report.xlsx',
  '--output',
  'stemma-report.json',
  '--output',
  'stemma-report.html',
  ...process.argv.slice(2),
]);
console.error(`
See it: open stemma-report.html in a browser, or, with plans to try and live reload:
  node dist/bin/main.js serve --as-of last --iam examples/leaked-key/iam.json
In this folder the command is node dist/bin/main.js (npm install -g . makes it: stemma).`);
