import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { severities } from '../model/finding.ts';
import { checks } from './index.ts';

const names = (folder: URL, ending: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .sort();
const pages = new URL('../../docs/checks/', import.meta.url);
const ids = checks.map((check) => check.id);
const named = (text: string): string[] => severities.filter((severity) => text.includes(severity));

test('every file in checks/ is in the table, once, under its own name', () => {
  expect(names(new URL('checks/', import.meta.url), '.ts')).toEqual([...ids].sort());
});

test('every check has a page in docs/checks, and every page a check', () => {
  expect(names(pages, '.md').filter((name) => name !== 'README')).toEqual([...ids].sort());
});

test('the list in docs/checks names each check in the order of the table, with title and severities', () => {
  const readme = readFileSync(new URL('README.md', pages), 'utf8');
  const rows = readme.matchAll(/^\| \[`([\w-]+)`\]\(([\w-]+)\.md\) +\| (.+?) +\| ([^|]+) \| [^|]+ \|$/gm);
  expect(
    Array.from(rows, ([, id, page, title, severity]) => ({ id, page, title, severities: named(severity!) })),
  ).toEqual(checks.map(({ id, title, severities: own }) => ({ id, page: id, title, severities: [...own].reverse() })));
});

test.each(checks.map((check) => [check.id, check] as const))('the page of %s says what the check says', (id, check) => {
  const page = readFileSync(new URL(`${id}.md`, pages), 'utf8');
  expect(page.toLowerCase().startsWith(`# \`${id}\`: ${check.title.toLowerCase()}\n`)).toBe(true);
  expect(named(/^Severity: (.*)$/m.exec(page)?.[1] ?? '')).toEqual([...check.severities].reverse());
  expect(page).toMatch(/^Document: ./m);
  for (const heading of ['What it sees', 'Why it can be wrong', 'What to do', 'Fields it rests on']) {
    expect(page).toContain(`\n## ${heading}\n`);
  }
});

test.each(checks.map((check) => [check.id, check] as const))(
  '%s says in one sentence what it looks for',
  (_, check) => {
    expect(check.says).toMatch(/^[A-Z].*\.$/);
  },
);
