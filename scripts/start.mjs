// The first thing that a newcomer sees: build, and scan the sample trail of a leaked key.
import { build, install, must } from './run.mjs';

install();
build();
must(process.execPath, [
  'dist/cli/main.js',
  'scan',
  'examples/leaked-key',
  '--as-of',
  'last',
  '--case',
  'stemma.db',
  '--output',
  'stemma-report.xlsx',
  '--output',
  'stemma-report.json',
  ...process.argv.slice(2),
]);
console.error(
  '\nIn this folder the command is: node dist/cli/main.js tree --as-of last (npm install -g . makes it: stemma)',
);
