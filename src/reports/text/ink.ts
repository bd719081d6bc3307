/** How a text is drawn: no colour and no box-drawing character is written but through here. */
export interface Ink {
  readonly paint: (style: Style, text: string) => string;
  readonly glyphs: Glyphs;
  readonly ascii: boolean;
}

const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  yellow: [33, 39],
  green: [32, 39],
  cyan: [36, 39],
} as const;

export type Style = keyof typeof codes | 'alarm' | 'plain';

const unicode = {
  branch: '├─ ',
  last: '└─ ',
  pipe: '│  ',
  gap: '   ',
  deeper: '⋯',
  times: '×',
  dot: ' · ',
  to: ' – ',
  arrow: '→',
  cut: '…',
};
export type Glyphs = Readonly<typeof unicode>;

const ascii: Glyphs = {
  branch: '|- ',
  last: '`- ',
  pipe: '|  ',
  gap: '   ',
  deeper: '~',
  times: 'x',
  dot: ', ',
  to: ' - ',
  arrow: '->',
  cut: '...',
};

/** Whoever calls has looked at the terminal and the environment; nothing here does. */
export function inkFor(options: { color: boolean; ascii: boolean }): Ink {
  return {
    paint: options.color ? paintAnsi : (_style, text) => text,
    glyphs: options.ascii ? ascii : unicode,
    ascii: options.ascii,
  };
}

function paintAnsi(style: Style, text: string): string {
  if (style === 'plain' || text === '') return text;
  if (style === 'alarm') return paintAnsi('bold', paintAnsi('red', text));
  const [on, off] = codes[style];
  return `\x1b[${on}m${text}\x1b[${off}m`;
}
