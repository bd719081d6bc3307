import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { reportContract } from '../../test/contract/report.ts';
import { parseCsv } from '../../test/support/csv.ts';
import { unzip } from '../../test/support/unzip.ts';
import { reportFormatFor, reportFormats } from './index.ts';

const utf8 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

interface Medium {
  /** Bytes that even the report of an empty case has. */
  least?: number;
  texts(bytes: Uint8Array): readonly string[];
  neutral(bytes: Uint8Array): void;
}

/** What "neutral" means for each medium. A new ending must say it here. */
const media: Readonly<Record<string, Medium>> = {
  '.json': {
    texts: (bytes) => [utf8(bytes)],
    neutral: (bytes) => expect(() => JSON.parse(utf8(bytes)) as unknown).not.toThrow(),
  },
  '.ocsf.json': {
    least: 2,
    texts: (bytes) => [utf8(bytes)],
    neutral: (bytes) => expect(() => JSON.parse(utf8(bytes)) as unknown).not.toThrow(),
  },
  '.xlsx': { texts: (bytes) => unzip(bytes).map(({ text }) => text), neutral: expectNoFormulas },
  '.html': { texts: (bytes) => [utf8(bytes)], neutral: expectDataOnly },
  '.md': { texts: (bytes) => [utf8(bytes)], neutral: expectNoMarkup },
  '.csv': { texts: (bytes) => [utf8(bytes)], neutral: expectNoFormulaFields },
  '.txt': { texts: (bytes) => [utf8(bytes)], neutral: expectPlainLines },
};

for (const [ending, format] of Object.entries(reportFormats)) {
  reportContract(ending, format, media[ending]!);
}

test('every ending says what neutral means for it', () => {
  expect(Object.keys(media).sort()).toEqual(Object.keys(reportFormats).sort());
});

test('every renderer file is in the table', () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter((file) => file.endsWith('.ts'));
  for (const ending of Object.keys(reportFormats)) expect(files).toContain(`${ending.slice(1).replace('.', '-')}.ts`);
});

test.each(['report.json', 'a.b/REPORT.XLSX', 'x.ocsf.txt'])('%s has a format', (file) => {
  expect(reportFormatFor(file).contentType).toMatch(/^\w+\//);
});

test('an unknown ending is a usage error that lists the endings', () => {
  expect(() => reportFormatFor('report.pdf\x1b[2J')).toThrow(
    expect.objectContaining({
      exitCode: 2,
      message: 'report.pdf\\x1b[2J: no report has this ending',
      hint: expect.stringContaining('.json .xlsx .html .md .csv .ocsf.json .txt') as string,
    }),
  );
});

/** Besides the page there is data, each in an element that only its own end tag ends. */
function expectDataOnly(bytes: Uint8Array): void {
  const elements = /<script type="application\/json" id="stemma-\w+">([^<]*)<\/script>\n/g;
  const text = utf8(bytes);
  expect(text.replaceAll(elements, '').trimEnd()).toBe('<!doctype html><title>stemma</title>');
  for (const [, json] of text.matchAll(elements)) expect(() => JSON.parse(json!) as unknown).not.toThrow();
}

function expectNoFormulas(bytes: Uint8Array): void {
  const entries = new Map(unzip(bytes).map(({ name, text }) => [name, text]));
  const strings = [...entries.get('xl/sharedStrings.xml')!.matchAll(/<si><t[^>]*>([^<]*)<\/t><\/si>/g)];
  const others = entries.get('xl/sharedStrings.xml')!.replaceAll(/<si><t[^>]*>[^<]*<\/t><\/si>/g, '');
  expect(others).toMatch(/^<\?xml version="1.0"\?><sst[^>]*><\/sst>$/);
  for (const [, text] of strings) expect(text!.length).toBeLessThanOrEqual(6 * 32_767);
  for (const [name, xml] of entries) {
    if (!name.startsWith('xl/worksheets/sheet')) continue;
    expect(xml).not.toMatch(/<f[ >/]/);
    // Every cell is a number or a truth value, or points to a text that is there.
    for (const [, type, value] of xml.matchAll(/<c [^>]*?(?: t="(\w+)")?><v>([^<]*)<\/v><\/c>/g)) {
      if (type === 's') expect(Number(value)).toBeLessThan(strings.length);
      else expect(value).toMatch(/^-?\d+(\.\d+)?$/);
    }
    expect(xml.match(/<c [^>]*[^/]>(?!<v>[^<]*<\/v><\/c>)/)).toBeNull();
  }
}

function expectNoFormulaFields(bytes: Uint8Array): void {
  const records = parseCsv(utf8(bytes));
  expect(records).toHaveLength(5);
  for (const fields of records) {
    expect(fields).toHaveLength(records[0]!.length);
    for (const field of fields) {
      expect(field).not.toMatch(/^\s*[=+\-@＝＋－＠]/u);
      expect(field.length).toBeLessThan(32_767);
    }
  }
}

function expectPlainLines(bytes: Uint8Array): void {
  const text = utf8(bytes);
  for (const line of text.split('\n'))
    expect(Array.from(line.replaceAll(/\p{M}/gu, '')).length).toBeLessThanOrEqual(100);
  expect(text).not.toMatch(/\p{M}{3}/u);
}

/** What is left when code is taken away must hold no markup that is not ours. */
function expectNoMarkup(bytes: Uint8Array): void {
  const text = utf8(bytes);
  const outside = text.replaceAll(/^~~~text\n[^]*?^~~~$/gm, '');
  let columns = 0;
  for (const line of outside.split('\n')) {
    const prose = line.replaceAll(/(?<![\\`])(`+)(?!`)(?:.*?[^`])\1(?!`)/g, 'code');
    const markup = prose.replaceAll('@<!-- -->', '').replaceAll(/\\[!-/:-@[-`{-~]/g, '');
    expect(markup).not.toMatch(/[<>`[\]]|@|:\/\/|www\./);
    expect(markup.replaceAll('**Next:**', '')).not.toMatch(/[*]/);
    if (!line.startsWith('|')) {
      columns = 0;
      expect(markup).toMatch(/^(#{1,3} )?(?![#\-+=])/);
      continue;
    }
    const cells = line.replaceAll(/\\[^]/g, '').split('|').length;
    if (columns === 0) columns = cells;
    expect(cells).toBe(columns);
  }
}
