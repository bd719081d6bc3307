// An S3 on loopback that serves a folder as the bucket `logs`, read-only: node s3.mjs FOLDER LATENCY_MS. Each answer begins
// so long after its request; the port is printed when it listens, and it ends with its parent.
import { createReadStream, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const [folder, latencyMs] = [process.argv[2], Number(process.argv[3])];
const objects = new Map(
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => {
      const { size, mtimeMs } = statSync(join(parentPath, name));
      const key = join(parentPath, name).slice(folder.length + 1);
      return [key, { size, etag: `"${size}-${Math.round(mtimeMs)}"` }];
    })
    .toSorted(([a], [b]) => (a < b ? -1 : 1)),
);
const PAGE = 1000;

const server = createServer((request, response) => void answer(request, response));
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.stdin.resume().on('end', () => process.exit());

async function answer({ method, url, headers }, response) {
  await sleep(latencyMs);
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const key = decodeURIComponent(pathname).split('/').slice(2).join('/');
  if (key === '') return list(searchParams, response);
  const object = objects.get(key);
  if (object === undefined) return response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
  const range = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '');
  const [start, end] = range === null ? [0, object.size - 1] : [Number(range[1]), Number(range[2])];
  response.writeHead(range === null ? 200 : 206, {
    etag: object.etag,
    'content-length': end - start + 1,
    ...(range === null ? {} : { 'content-range': `bytes ${start}-${end}/${object.size}` }),
  });
  if (method === 'HEAD') return response.end();
  return createReadStream(join(folder, key), { start, end }).pipe(response);
}

function list(query, response) {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter');
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const entries = new Map();
  for (const [key, { size, etag }] of objects) {
    if (!key.startsWith(prefix)) continue;
    const cut = delimiter === null ? -1 : key.indexOf(delimiter, prefix.length);
    const name = cut === -1 ? key : key.slice(0, cut + 1);
    if (name <= after) continue;
    const contents = `<Contents><Key>${name}</Key><ETag>${etag.replaceAll('"', '&quot;')}</ETag><Size>${size}</Size></Contents>`;
    entries.set(name, cut === -1 ? contents : `<CommonPrefixes><Prefix>${name}</Prefix></CommonPrefixes>`);
    if (entries.size > PAGE) break;
  }
  const page = [...entries].slice(0, PAGE);
  const isTruncated = entries.size > PAGE;
  const token = isTruncated ? `<NextContinuationToken>${page.at(-1)[0]}</NextContinuationToken>` : '';
  const listed = page.map(([, xml]) => xml).join('');
  response.writeHead(200, { 'content-type': 'application/xml' });
  return response.end(
    `<ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${token}${listed}</ListBucketResult>`,
  );
}
