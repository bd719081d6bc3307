import writeXlsxFile, { type Feature, type SheetData } from 'write-excel-file/node';
import { getCellAddress } from 'write-excel-file/utility';

export interface WorkbookSheet {
  readonly name: string;
  readonly data: SheetData;
  readonly widths: readonly number[];
  /** A table: its header row and first column stay in view, and the header row has filter buttons. */
  readonly isTable: boolean;
}

/** The bytes of a workbook: the same sheets give the same bytes, at any time of day. */
export async function writeWorkbook(sheets: readonly WorkbookSheet[]): Promise<Uint8Array> {
  const options = { fontFamily: 'Calibri', fontSize: 11, features: [filtersOf(sheets)] };
  const workbook = writeXlsxFile(
    sheets.map(({ name, data, widths, isTable }) => ({
      sheet: name,
      data: data as SheetData,
      columns: widths.map((width) => ({ width })),
      ...(isTable ? { stickyRowsCount: 1, stickyColumnsCount: 1 } : {}),
    })),
    options as object,
  );
  return withoutClock(await workbook.toBuffer());
}

/** The library has no filter buttons; its way to add what it lacks is a "feature" that writes into the sheet's XML. */
function filtersOf(sheets: readonly WorkbookSheet[]): Feature<never> {
  return {
    files: {
      transform: {
        'xl/worksheets/sheet{id}.xml': {
          transform: (xml, _options, { sheetIndex }) => {
            const { data, isTable, widths } = sheets[sheetIndex]!;
            if (!isTable) return xml;
            const range = `A1:${getCellAddress(data.length - 1, widths.length - 1)}`;
            // Texts are in another file, so this can only be the end of the rows.
            return xml.replace('</sheetData>', `</sheetData><autoFilter ref="${range}"/>`);
          },
        },
      },
    },
  };
}

/**
 * Sets the time of every entry of a zip file to its earliest, 1980-01-01: the library writes the time of the clock.
 * Entries are found through the central directory (APPNOTE.TXT 4.3.12), which names the place of each local header.
 */
export function withoutClock(zip: Uint8Array): Uint8Array {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = endOfDirectory(view);
  const entries = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < entries; i++) {
    if (view.getUint32(at, true) !== CENTRAL_HEADER) throw new Error('zip: central directory header expected');
    const local = view.getUint32(at + 42, true);
    if (view.getUint32(local, true) !== LOCAL_HEADER) throw new Error('zip: local header expected');
    view.setUint32(at + 12, FIRST_DAY, true);
    view.setUint32(local + 10, FIRST_DAY, true);
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return zip;
}

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
/** DOS time 0, DOS date 1980-01-01. */
const FIRST_DAY = 0x0021_0000;

function endOfDirectory(view: DataView): number {
  for (let at = view.byteLength - 22; at >= 0; at--) if (view.getUint32(at, true) === END_OF_DIRECTORY) return at;
  throw new Error('zip: end of central directory expected');
}
