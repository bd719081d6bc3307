import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly text: string;
  /** DOS date and time, as stored in the central directory and in the local header. */
  readonly times: readonly [central: number, local: number];
}

/** Entries of a zip file, read through its central directory: an oracle that shares no code with who wrote it. */
export function unzip(bytes: Uint8Array): ZipEntry[] {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const entries: ZipEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let i = 0; i < zip.readUInt16LE(end + 10); i++) {
    const [size, nameLength] = [zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28)];
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const data = zip.subarray(start, start + size);
    entries.push({
      name: zip.toString('utf8', at + 46, at + 46 + nameLength),
      text: (zip.readUInt16LE(at + 10) === 8 ? inflateRawSync(data) : data).toString('utf8'),
      times: [zip.readUInt32LE(at + 12), zip.readUInt32LE(local + 10)],
    });
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}
