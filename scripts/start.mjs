// The first thing that a newcomer sees: build, and scan the sample trail of a leaked key.
import { build, install, must } from './run.mjs';
import { sampleCase, sampleScan } from './sample-scan.mjs';

install();
build();
must(process.execPath, ['dist/bin/main.js', ...sampleScan, ...process.argv.slice(2)]);
console.error(`
See it: open stemma-report.html in a browser, or, with plans to try and live reload:
  node dist/bin/main.js serve --case ${sampleCase} --as-of last
In this folder the command is node dist/bin/main.js (npm install -g . makes it: stemma).`);
