/** List prices in US East (N. Virginia), looked up in November 2026; other regions and capacity reservations differ. */
export const ATHENA_USD_PER_TB = 5;
export const LAKE_USD_PER_TB = 5;

const units = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB'];

/** `12.3 GB`, in powers of a thousand as AWS shows them. */
export function inWords(bytes: number): string {
  let unit = 0;
  let value = bytes;
  for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1000;
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 2 : 1)} ${units[unit]!}`;
}

/** `about 0.06 USD`, a terabyte taken for 10^12 bytes: the dearer reading. */
export function priceOf(bytes: number, usdPerTb: number): string {
  const usd = (bytes / 1e12) * usdPerTb;
  return usd > 0 && usd < 0.01 ? 'less than 0.01 USD' : `about ${usd.toFixed(2)} USD`;
}
