import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UsageError } from '../lib/errors.ts';
import { defaultAwsOptions } from '../model/aws.ts';
import type { QueriedWindow } from '../model/queried.ts';
import { openSource } from './index.ts';
import { groupRow } from './sql/test-answer.ts';
import { queryOptions } from './test-options.ts';

const TEN = Date.UTC(2026, 10, 1, 10) / 1000;

interface Request {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly user: string;
}

let server: Server;
let requests: Request[];
/** What the test does to a request before it is answered: true where it has answered it itself. */
let fault: (request: Request, response: ServerResponse) => boolean;
let host: string;

const columns = `eventtime eventsource eventname awsregion eventid recipientaccountid`.split(' ');
const shown = [
  ...columns.map((column) => [column, 'varchar', '', '']),
  ['useridentity', 'row(type varchar)', '', ''],
  ['year', 'varchar', 'partition key', ''],
  ['month', 'varchar', 'partition key', ''],
  ['day', 'varchar', 'partition key', ''],
];

beforeEach(async () => {
  requests = [];
  fault = () => false;
  server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const request = {
        method: message.method!,
        path: message.url!,
        body,
        user: String(message.headers['x-trino-user']),
      };
      requests.push(request);
      if (!fault(request, response)) answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

/** The client protocol: a statement answers with the next page's address, the last page without one. */
function answer({ method, path, body }: Request, response: ServerResponse): void {
  const send = (page: object): void => void response.end(JSON.stringify({ id: 'q', ...page }));
  if (method === 'POST' && body.startsWith('SHOW')) send({ data: shown });
  else if (method === 'POST') send({ nextUri: `http://${host}/v1/statement/q/1`, stats: { state: 'QUEUED' } });
  else if (path.endsWith('/1')) send({ nextUri: `http://${host}/v1/statement/q/2`, stats: { state: 'RUNNING' } });
  else if (path.endsWith('/2')) send({ data: [Object.values(groupRow)], stats: { physicalInputBytes: 7 } });
  else response.writeHead(204).end();
}

const specOf = (filters = ''): string => `trino://ann@${host}/hive/security/logs${filters}`;

async function windows(
  given: { spec?: string; signal?: AbortSignal; known?: Map<string, string>; until?: number } = {},
) {
  const options = {
    ...queryOptions,
    stdin: Readable.from([]),
    exclude: new Set<string>(),
    since: TEN,
    until: given.until ?? TEN + 3600,
    aws: defaultAwsOptions,
    issuancesOnly: false,
    unread: async <F>(files: readonly F[]) => files,
    signal: given.signal ?? new AbortController().signal,
    defer: () => undefined,
  };
  const out: (QueriedWindow & { count: number })[] = [];
  for await (const item of openSource(given.spec ?? specOf(), options)) {
    if (item.kind !== 'query') throw new Error(item.kind);
    for await (const window of item.windows(given.known ?? new Map())) {
      let count = 0;
      for await (const _ of window.rows) count++;
      out.push({ ...window, count });
    }
  }
  return out;
}

test('a statement is followed from page to page as the user that the source names', async () => {
  expect(await windows()).toMatchObject([
    { count: 1, hours: [{ source: `trino://${host}/hive/security/logs#2026-11-01T10`, state: 'groups' }] },
  ]);
  expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /v1/statement',
    'POST /v1/statement',
    'GET /v1/statement/q/1',
    'GET /v1/statement/q/2',
  ]);
  expect(new Set(requests.map(({ user }) => user))).toEqual(new Set(['ann']));
});

test('calendar partitions are asked for day by day, the one after the last too', async () => {
  await windows({ until: TEN + 20 * 3600 });
  expect(requests[1]?.body).toContain(
    `("year" = '2026' AND "month" = '11' AND "day" IN ('01', '1', '02', '2', '03', '3'))`,
  );
});

test('hours that the case knows are not asked for again', async () => {
  const known = new Map([[`trino://${host}/hive/security/logs#2026-11-01T10`, 'groups']]);
  expect(await windows({ known })).toEqual([]);
  expect(requests.map(({ body }) => body)).toEqual(['SHOW COLUMNS FROM "hive"."security"."logs"']);
});

test('a server that asks to try again is asked again, a page whose connection breaks too', async () => {
  let broken = 0;
  fault = ({ path }, response) => {
    if (path.endsWith('/1') && broken++ === 0) response.writeHead(503).end();
    else if (path.endsWith('/2') && broken++ === 2) response.destroy();
    else return false;
    return true;
  };
  expect((await windows())[0]?.count).toBe(1);
});

test('a query that fails is told in the server’s words, with what helps', async () => {
  fault = ({ path }, response) => {
    if (!path.endsWith('/2')) return false;
    response.end(JSON.stringify({ error: { message: 'too large', errorName: 'EXCEEDED_LOCAL_MEMORY_LIMIT' } }));
    return true;
  };
  await expect(windows()).rejects.toMatchObject({ exitCode: 3, hint: expect.stringContaining('shorter time') });
});

test('an interruption cancels the query over there', async () => {
  const interrupt = new AbortController();
  fault = ({ method, path }) => {
    if (method === 'GET' && path.endsWith('/2')) interrupt.abort();
    return method === 'GET' && path.endsWith('/2');
  };
  await expect(windows({ signal: interrupt.signal })).rejects.toThrow(/abort/i);
  expect(requests.at(-1)).toMatchObject({ method: 'DELETE', path: '/v1/statement/q/2' });
});

test('a coordinator that sends its client elsewhere is not followed', async () => {
  fault = ({ method, body }, response) => {
    if (method !== 'POST' || body.startsWith('SHOW')) return false;
    response.end(JSON.stringify({ nextUri: 'http://192.0.2.1/v1/statement/q/1' }));
    return true;
  };
  await expect(windows()).rejects.toThrow(/another server/);
});

test.each([401, 403])('status %i is access denied', async (status) => {
  fault = (_, response) => {
    response.writeHead(status).end('Unauthorized');
    return true;
  };
  await expect(windows()).rejects.toMatchObject({ exitCode: 3, message: expect.stringContaining('access denied') });
});

test('a page that breaks off in the middle is asked for again', async () => {
  let broken = 0;
  fault = ({ path }, response) => {
    if (!path.endsWith('/2') || broken++ > 0) return false;
    response.writeHead(200, { 'content-length': '1000' }).write('{"data":');
    setTimeout(() => response.destroy(), 20);
    return true;
  };
  expect((await windows())[0]?.count).toBe(1);
});

test.each(['<html>Welcome</html>', 'null', '{"data":'])(
  'a server that answers %s is told to be none of Trino',
  async (body) => {
    fault = (_, response) => {
      response.end(body);
      return true;
    };
    await expect(windows()).rejects.toMatchObject({
      exitCode: 3,
      message: `http://${host}: answers as no Trino coordinator does`,
      hint: expect.stringContaining('host and port') as string,
    });
  },
);

test.each(['trino://host/c/s/%zz', 'trino://%zz@host/c/s/t', 'trino://ann:%zz@host/c/s/t'])(
  '%s is wrong usage, without the password',
  async (spec) => {
    await expect(windows({ spec })).rejects.toThrow(UsageError);
    await expect(windows({ spec })).rejects.not.toThrow(/ann:/);
  },
);

test.each(['trino://host', 'trino://host:8080/catalog/schema', 'trino://ann:secret@host/c/s/t'])(
  '%s is wrong usage',
  async (spec) => {
    await expect(windows({ spec })).rejects.toThrow(UsageError);
  },
);
