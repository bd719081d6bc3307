import { unzip } from './unzip.ts';

export interface SheetRead {
  readonly xml: string;
  readonly rows: readonly (readonly (string | number | boolean)[])[];
  readonly filter: string | null;
  readonly widths: readonly number[];
}

/** The sheets of a workbook by name, as far as stemma writes them: shared texts, numbers, truth values. */
export function readSheets(bytes: Uint8Array): Map<string, SheetRead> {
  const files = new Map(unzip(bytes).map(({ name, text }) => [name, text]));
  const texts = [...files.get('xl/sharedStrings.xml')!.matchAll(/<si><t[^>]*>([^<]*)<\/t><\/si>/g)].map(([, text]) =>
    unescapeXml(text!),
  );
  const sheets = new Map<string, SheetRead>();
  for (const [tag] of files.get('xl/workbook.xml')!.matchAll(/<sheet [^>]*>/g)) {
    const id = /sheetId="(\d+)"/.exec(tag)![1]!;
    const xml = files.get(`xl/worksheets/sheet${id}.xml`)!;
    sheets.set(/name="([^"]*)"/.exec(tag)![1]!, {
      xml,
      rows: [...xml.matchAll(/<row [^>]*?(?:\/>|>(.*?)<\/row>)/g)].map(([, cells]) => readCells(cells ?? '', texts)),
      filter: /<autoFilter ref="([^"]*)"\/>/.exec(xml)?.[1] ?? null,
      widths: [...xml.matchAll(/<col [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width)),
    });
  }
  return sheets;
}

function readCells(xml: string, texts: readonly string[]): (string | number | boolean)[] {
  const cells: (string | number | boolean)[] = [];
  for (const [, address, type, value] of xml.matchAll(
    /<c r="([A-Z]+)\d+"[^>]*?(?: t="(\w+)")?(?:\/>|><v>([^<]*)<\/v><\/c>)/g,
  )) {
    const column = Array.from(address!).reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0) - 1;
    if (value === undefined) continue;
    cells[column] = type === 's' ? texts[Number(value)]! : type === 'b' ? value === '1' : Number(value);
  }
  return cells;
}

function unescapeXml(text: string): string {
  const names: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
  return text.replaceAll(/&(\w+);/g, (entity, name: string) => names[name] ?? entity);
}
