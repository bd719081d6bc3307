import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { operationsOf } from '../../src/aws/write/operations.ts';
import { rules } from '../../src/detections/index.ts';
import { checks } from '../../src/hardening/index.ts';
import { actionKinds } from '../../src/model/containment.ts';

const docs = new URL('../../docs/', import.meta.url);
const page = (name: string): string => readFileSync(new URL(name, docs), 'utf8');
const rows = page('defence.md')
  .split('\n')
  .filter((line) => line.startsWith('|') && !line.includes('---') && !line.includes('| prevent'));
const cells = rows.flatMap((row) => {
  const [name, ...columns] = row.split('|').slice(1, -1);
  return ['prevent', 'detect', 'remediate'].map((column, i) => [name!.trim(), column, columns[i]!] as const);
});
const known: Readonly<Record<string, readonly string[]>> = {
  prevent: checks.map(({ id }) => id),
  detect: rules.map(({ id }) => id),
  remediate: actionKinds,
};

const homes: Readonly<Record<string, string>> = { prevent: 'checks', detect: 'rules' };

test('the table has three ways in, each with a cell to prevent, detect and remediate', () => {
  expect(cells.map(([name]) => name)).toEqual(
    ['permanent keys', 'AssumeRole', 'GetSessionToken'].flatMap((name) => [name, name, name]),
  );
});

test.each(cells)('%s, %s: every entry is one that there is, and links to its page', (_, column, cell) => {
  const links = [...cell.matchAll(/\[`([\w-]+)`\]\(([\w/.-]+)(#[\w-]+)?\)/g)];
  expect(links.length).toBeGreaterThan(0);
  for (const [, id, file, anchor] of links) {
    expect(known[column]).toContain(id);
    expect(existsSync(new URL(file!, docs))).toBe(true);
    const [home, heading] =
      column === 'remediate' ? ['apply.md', '## actions'] : [`${homes[column]}/${id}.md`, `# \`${id}\``];
    expect([file, anchor]).toEqual([home, column === 'remediate' ? '#actions' : undefined]);
    expect(page(file!).toLowerCase()).toMatch(new RegExp(`^${heading}`, 'm'));
  }
});

test('every check is in the defence page, or in a page that it links to', () => {
  for (const { id } of checks) expect(page('defence.md')).toContain(`(checks/${id}.md)`);
});

test('the list of actions says every kind', () => {
  const table = page('apply.md').split('## Actions')[1]!.split('## Permissions')[0]!;
  for (const kind of actionKinds) expect(table).toContain(`\`${kind}\``);
});

test('the permissions of apply are those of the calls that it can make', async () => {
  const config = { region: 'us-east-1', credentials: async () => ({ accessKeyId: 'a', secretAccessKey: 'b' }) };
  const text = page('apply.md').split('## Permissions')[1]!;
  for (const service of Object.keys(operationsOf)) {
    const { commands } = await operationsOf[service]!(config as never);
    for (const operation of Object.keys(commands)) expect(text).toContain(`${service}:${operation}`);
  }
});
