import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { severities } from '../model/finding.ts';
import { rules } from './index.ts';

const names = (folder: URL, ending: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending) && !name.endsWith(`.test${ending}`))
    .map((name) => name.slice(0, -ending.length))
    .sort();
const pages = new URL('../../docs/rules/', import.meta.url);
const ids = rules.map((rule) => rule.id);

test('every file in rules/ is in the table, once, under its own name', () => {
  expect(names(new URL('rules/', import.meta.url), '.ts')).toEqual([...ids].sort());
});

test('every rule has a page in docs/rules, and every page a rule', () => {
  expect(names(pages, '.md').filter((name) => name !== 'README')).toEqual([...ids].sort());
});

test('the list of rules in docs/rules names each in the order of the table, with its severities', () => {
  const rows = readFileSync(new URL('README.md', pages), 'utf8').matchAll(
    /^\| \[`([\w-]+)`\]\(([\w-]+)\.md\) .*\| ([^|]+) \|$/gm,
  );
  expect(Array.from(rows, ([, id, page, severity]) => ({ id, page, severities: named(severity!) }))).toEqual(
    rules.map(({ id, severities: own }) => ({ id, page: id, severities: [...own] })),
  );
});

test.each(rules.map((rule) => [rule.id, rule] as const))('the page of %s says what the rule says', (id, rule) => {
  const page = readFileSync(new URL(`${id}.md`, pages), 'utf8');
  expect(page.startsWith(`# \`${id}\``)).toBe(true);
  expect(named(/^Severity: (.*)$/m.exec(page)?.[1] ?? '')).toEqual([...rule.severities]);
  for (const technique of rule.attack) expect(page).toContain(technique);
  for (const heading of [
    'What it sees',
    'Why it can be wrong',
    'What to do',
    'Fields it rests on',
    'ATT&CK',
    'Example',
  ]) {
    expect(page).toContain(`\n## ${heading}\n`);
  }
});

test.each(rules.map((rule) => [rule.id, rule] as const))(
  '%s says in one sentence each what it looks for and when it is wrong',
  (_, rule) => {
    expect(rule.says).toMatch(/^[A-Z].*\.$/);
    expect(rule.canBeWrong).toMatch(/^[A-Z].*\.$/);
    for (const technique of rule.attack) expect(technique).toMatch(/^T\d{4}(\.\d{3})?$/);
  },
);

function named(text: string): string[] {
  return severities.filter((severity) => text.includes(severity));
}
