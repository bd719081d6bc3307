// Makes data/aws-ip-ranges.json from AWS's ip-ranges.json:
//   curl -O https://ip-ranges.amazonaws.com/ip-ranges.json
//   npm run build && node scripts/condense-aws-ranges.mjs ip-ranges.json
import { readFile, writeFile } from 'node:fs/promises';
import { condenseAwsRanges, isPublishedAwsRanges } from '../dist/lib/condense-aws-ranges.js';

const [source] = process.argv.slice(2);
if (source === undefined) {
  console.error('usage: node scripts/condense-aws-ranges.mjs <ip-ranges.json>');
  process.exit(2);
}
const published = JSON.parse(await readFile(source, 'utf8'));
if (!isPublishedAwsRanges(published)) {
  console.error(`${source}: not AWS's ip-ranges.json`);
  process.exit(2);
}
const target = new URL('../data/aws-ip-ranges.json', import.meta.url);
const text = `${JSON.stringify(condenseAwsRanges(published), null, 1)}\n`;
await writeFile(target, text);
console.log(`data/aws-ip-ranges.json: ${text.length} bytes, ranges of ${published.createDate}`);
