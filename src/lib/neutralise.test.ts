import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileTexts } from '../../test/support/hostile.ts';
import { forCsv, forHtml, forJson, forMarkdown, forMarkdownCode, forSheet, forTerminal } from './neutralise.ts';

/** Texts as attackers make them: any code units, rich in what media obey. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      '\x1b',
      '[',
      ']',
      '\n',
      '\t',
      '|',
      '`',
      '\\',
      '<',
      '@',
      '=',
      '\u202e',
      '\ud800',
      'a',
      ' ',
      '"',
    ),
  }),
  fc.constantFrom(...Object.values(hostileTexts)),
);
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

describe('for terminals', () => {
  test.each([
    ['aws-cli/2.17.0 Python/3.11', 'aws-cli/2.17.0 Python/3.11'],
    ['Jörg Müller 東京 مرحبا', 'Jörg Müller 東京 مرحبا'],
    ['\x1b[31mred', '\\x1b[31mred'],
    ['\x9b31mred', '\\x9b31mred'],
    ['one\r\ntwo\tthree', 'one\\r\\ntwo\\tthree'],
    ['gnp\u202e.exe', 'gnp\\u202e.exe'],
    ['ad\u200bmin', 'ad\\u200bmin'],
    ['a\u2028b', 'a\\u2028b'],
    ['a\u00a0b', 'a\\xa0b'],
    ['a\ud800b', 'a\\ud800b'],
    ['\u{e0041}', '\\u{e0041}'],
    ['e\u0301\u0302\u0303', 'e\u0301\u0302\\u0303'],
  ])('%j is shown as %j', (text, shown) => expect(forTerminal(text)).toBe(shown));

  test('a long text is cut, and how long it was is said', () => {
    expect(forTerminal('A'.repeat(100_000), { limit: 40 })).toBe(`${'A'.repeat(19)}… (100000 characters)`);
  });

  test('with ascii, nothing else is left, and the cut is marked with dots', () => {
    expect(forTerminal('Zoë', { ascii: true })).toBe('Zo\\xeb');
    expect(forTerminal('é'.repeat(300), { ascii: true, limit: 40 })).toMatch(/^[ -~]{40}$/);
  });

  test('whatever comes in, nothing obeyed or unseen comes out, within the limit, and twice is as once', () => {
    fc.assert(
      fc.property(anyText, fc.boolean(), (text, ascii) => {
        const shown = forTerminal(text, { ascii, limit: 60 });
        expect(shown).not.toMatch(unseen);
        expect(shown.length).toBeLessThanOrEqual(60);
        expect(forTerminal(shown, { ascii, limit: 60 })).toBe(shown);
        expect(ascii ? shown : '').toMatch(/^[ -~]*$/);
      }),
    );
  });
});

describe('for spreadsheets', () => {
  test('a cell is never longer than Excel takes', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(forSheet(text).length).toBeLessThanOrEqual(32_767);
        expect(forSheet(text)).not.toMatch(unseen);
      }),
    );
  });

  test.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
    ['=HYPERLINK("a","b")', `"'=HYPERLINK(""a"",""b"")"`],
    ['+1', "'+1"],
    ['-2', "'-2"],
    ['@SUM(1)', "'@SUM(1)"],
    [' =1', "' =1"],
    ['\t=1', '\\t=1'],
    ['line\nend', 'line\\nend'],
  ])('the CSV field of %j is %s', (text, field) => expect(forCsv(text)).toBe(field));

  test('no CSV field begins a formula, once its quotes are taken off', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(forCsv(text).replace(/^"/, '')).not.toMatch(/^\s*[=+\-@\t\r]/);
      }),
    );
  });
});

describe('for Markdown', () => {
  test.each([
    ['a | b', 'a \\| b'],
    ['[x](javascript:alert(1))', '\\[x\\]\\(javascript:alert\\(1\\)\\)'],
    ['<b>', '&lt;b&gt;'],
    ['# x', '\\# x'],
    ['- x', '\\- x'],
    ['1. x', '1\\. x'],
    ['https://evil.example', 'https\\://evil.example'],
    ['@org', '@<!-- -->org'],
    ['a\n\n# b', 'a\\\\n\\\\n\\# b'],
  ])('%j is written as %j', (text, written) => expect(forMarkdown(text)).toBe(written));

  test.each([
    ['x', '`x`'],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['a|b', '`a\\|b`'],
    ['a\\|b', '`a\\\\x7cb`'],
    ['', ''],
  ])('the code span of %j is %j', (text, span) => expect(forMarkdownCode(text)).toBe(span));

  test('a code span ends where it should and splits no table', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const span = forMarkdownCode(text);
        if (span === '') return;
        const fence = /^`+/.exec(span)![0];
        const inside = span.slice(fence.length, -fence.length);
        expect(span.endsWith(fence)).toBe(true);
        expect(inside.split(/[^`]+/)).not.toContain(fence);
        expect(inside.replaceAll(/\\[^]/g, '')).not.toContain('|');
      }),
    );
  });
});

test('HTML text opens no element, no entity and ends no attribute', () => {
  expect(forHtml('<a href="x" b=\'y\'>&`')).toBe('&#60;a href&#61;&#34;x&#34; b&#61;&#39;y&#39;&#62;&#38;&#96;');
  fc.assert(
    fc.property(anyText, (text) => {
      expect(forHtml(text)).toMatch(/^(?:[^&<>"'`=]|&#\d+;)*$/u);
    }),
  );
});

describe('for JSON', () => {
  test('whatever comes in stays the same data, and nothing that a terminal obeys is left', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const json = forJson(JSON.stringify({ text }));
        expect(JSON.parse(json)).toEqual({ text });
        expect(json).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
