// Holds a scan of a published trail, recorded while every AWS technique of Stratus Red Team was detonated
// (invictus-ir/aws_dataset, 10 July 2023), to what is known of it by other means. node scripts/check-real-trail.mjs <folder>
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './run.mjs';

const [, , folder] = process.argv;
const { status, stdout, stderr } = spawnSync(
  process.execPath,
  [join(root, 'dist/bin/main.js'), 'scan', folder, '--as-of', 'last', '--case', ':memory:', '--format', 'json'],
  { encoding: 'utf8', maxBuffer: 1 << 28 },
);
assert.equal(status, 0, stderr);
const { coverage, summary, credentials, findings } = JSON.parse(stdout);
const issued = credentials.filter(({ issuedBy }) => issuedBy === 'AssumeRole');
const byService = issued.filter(({ parent }) => parent === null);
const tokens = credentials.filter(({ kind }) => kind === 'temporary');

assert.deepEqual([coverage.files, coverage.events, coverage.duplicates], [55, 2900, 0]);
assert.equal(issued.length, 36);
assert.equal(byService.length, 26);
assert.equal(new Set(issued.map(({ parent }) => parent)).size, 2, 'one key signed the other ten');
assert.equal(tokens.filter(({ issuedBy }) => issuedBy === null).length, 122);
assert.equal(summary.live, 19);
assert.ok(
  tokens.every(({ parentBasis, depth }) => parentBasis !== 'signed' || depth === 1),
  'no token from a token',
);
assert.equal(findings.filter(({ rule }) => /chain|refresh/.test(rule)).length, 0);
assert.equal(tokens.filter(({ forwarded, suspicious }) => forwarded && suspicious).length, 0);
assert.ok(findings.some(({ rule }) => rule === 'trail-tampering'));
assert.ok(findings.some(({ rule }) => rule === 'instance-token-off-host'));
console.log(`real trail: ${coverage.events} events, ${issued.length} issuances, ${summary.live} live, no chain`);
console.log(findings.map(({ severity, rule }) => `  ${severity} ${rule}`).join('\n'));
