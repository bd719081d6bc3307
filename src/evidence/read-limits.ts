/** What one file may cost, so that no file can take the memory or the time of all. */

/** A file is held whole up to this size, and read in windows of it beyond. */
export const WINDOW_BYTES = 32 << 20;
/** CloudTrail's own quota is 256 KB a record, 1 MB with enrichment; this leaves much room. */
export const RECORD_LIMIT_BYTES = 16 << 20;

const LEAST_SUSPICIOUS_BYTES = 2 ** 30;
/** CloudTrail's files reach 20 to 1; a gigabyte of more than this is made to fill a machine. */
const MOST_EXPANSION = 300;

/** Whether more came out of a compressed file than any log can hold. */
export function isBomb(compressedBytes: number, inflatedBytes: number): boolean {
  return inflatedBytes > LEAST_SUSPICIOUS_BYTES && inflatedBytes > compressedBytes * MOST_EXPANSION;
}
