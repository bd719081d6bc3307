import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { hostileReport, hostileTexts } from '../../../test/support/hostile.ts';
import { keyRow, reportOf, tokenRow, viewOf } from '../../../test/support/report-view.ts';
import type { ExplorerCase, ExplorerTokens } from '../../model/explorer.ts';
import { UsageError } from '../../lib/errors.ts';
import { createApp } from './app.ts';
import { explorerDataOf } from './data.ts';

const key = 'AKIAIOSFODNN7EXAMPLE';
const token = 'ASIAIOSFODNN7EXAMPLE';
const data = explorerDataOf(
  viewOf(
    reportOf([
      keyRow(key, 'deploy-bot'),
      tokenRow(token, { parent: key, depth: 1, origin: { kind: 'access-key', id: key, basis: 'logged' } }),
    ]),
  ),
  { revision: '1' },
);
const host = '127.0.0.1:4711';
const app = createApp({
  access: { token: 'the-token', hosts: [host, 'localhost:4711'], cookieName: 'stemma-4711' },
  assets: new Map([['/', { bytes: new TextEncoder().encode('<page>'), contentType: 'text/html; charset=utf-8' }]]),
  current: () => data,
  plans: {
    plan: () => Promise.reject(new UsageError('no plan')),
    prove: () => Promise.reject(new UsageError('no plan')),
    scripts: () => Promise.reject(new UsageError('no plan')),
  },
  onRevision: () => undefined,
});
const cookie = 'stemma-4711=the-token';
const ask = async (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  app.request(`http://${host}${path}`, { headers: { host, ...headers } });

describe('who is let in', () => {
  test('the address with the token gives a cookie, and an address without it', async () => {
    const response = await ask('/?token=the-token');
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/');
    expect(response.headers.get('set-cookie')).toMatch(/^stemma-4711=the-token;.*HttpOnly.*SameSite=Strict$/);
  });

  test.each([
    ['no token', '/', {}],
    ['a wrong token', '/?token=the-tokem', {}],
    ['a token of another length', '/?token=x', {}],
    ['a wrong cookie', '/api/case', { cookie: 'stemma-4711=other' }],
    ["another server's cookie", '/api/case', { cookie: 'stemma-4712=the-token' }],
    ['a wrong bearer', '/api/case', { authorization: 'Bearer other' }],
  ])('%s is refused', async (_name, path, headers) => {
    expect((await ask(path, headers)).status).toBe(401);
  });

  test.each([{ cookie }, { authorization: 'Bearer the-token' }])('%o is let in', async (headers) => {
    expect((await ask('/api/case', headers)).status).toBe(200);
  });

  test.each(['evil.example', 'evil.example:4711', '127.0.0.1', '127.0.0.1:80', ''])(
    'a page that calls this machine %j is refused, whatever it carries',
    async (name) => {
      expect((await ask('/api/case', { host: name, cookie })).status).toBe(421);
    },
  );

  test.each([
    ['origin', 'https://evil.example'],
    ['origin', 'null'],
    ['origin', 'http://127.0.0.1:9999'],
    ['sec-fetch-site', 'cross-site'],
    ['sec-fetch-site', 'same-site'],
  ])('a request of another site (%s: %s) is refused', async (name, value) => {
    expect((await ask('/api/case', { cookie, [name]: value })).status).toBe(403);
  });

  test('a link that somebody follows is no request of another site', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect((await ask('/?token=the-token', headers)).status).toBe(303);
  });
});

test.each(['/', '/api/case', '/api/nothing', '/?token=wrong'])(
  '%s is answered under the strict policy',
  async (path) => {
    const { headers } = await ask(path, { cookie });
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self';");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  },
);

test.each(['POST', 'PUT', 'DELETE', 'PATCH'])('%s changes nothing: there is nothing to send to', async (method) => {
  const response = await app.request(`http://${host}/api/case`, { method, headers: { host, cookie } });
  expect(response.status).toBe(404);
});

test('tokens come in columns that agree with the case', async () => {
  const theCase = (await (await ask('/api/case', { cookie })).json()) as ExplorerCase;
  const tokens = (await (await ask('/api/tokens', { cookie })).json()) as ExplorerTokens;
  expect(theCase.origins).toMatchObject([{ kind: 'access-key', id: key, credentials: 2 }]);
  expect(tokens.accessKeyId).toEqual([key, token]);
  expect(tokens.parent).toEqual([-1, 0]);
  expect(tokens.texts[tokens.session[1]!]).toBe('session');
});

test('the ways of a snapshot are told where there is one', async () => {
  expect(await (await ask('/api/ways', { cookie })).json()).toBeNull();
});

test('the source is given to whoever is let in, and nothing but the source', async () => {
  expect((await ask('/source.tar.gz')).status).toBe(401);
  const response = await ask('/source.tar.gz', { cookie });
  expect(response.headers.get('content-type')).toBe('application/gzip');
  const names = namesIn(gunzipSync(await response.arrayBuffer()));
  expect(names).toEqual(
    expect.arrayContaining(['stemma/LICENSE', 'stemma/package.json', 'stemma/src/explorer/server/source.ts']),
  );
  for (const name of names) expect(name).toMatch(/^stemma\/((src|scripts)\/[\w./-]+|[\w.]+)$/);
});

test('one token is told with its facts, an unknown one is not there', async () => {
  const known = await ask(`/api/tokens/${token}`, { cookie });
  expect(await known.json()).toMatchObject({ row: { accessKeyId: token, parent: key } });
  expect((await ask('/api/tokens/ASIANOTHERE0EXAMPLE0', { cookie })).status).toBe(404);
  expect((await ask('/api/uses/7', { cookie })).status).toBe(404);
  expect((await ask('/api/uses/x', { cookie })).status).toBe(404);
});

test.each(Object.entries(hostileTexts))('%s reaches the page as text that can be seen', (_name, text) => {
  const { report, issuances } = hostileReport(text);
  const hostile = explorerDataOf(viewOf(report, issuances), { revision: '1' });
  for (const json of [hostile.caseJson, hostile.tokensJson, hostile.tokenJson('ASIAHOSTILE0EXAMPLE1')!]) {
    const texts: string[] = [];
    JSON.parse(json, (_key, value: unknown) => void (typeof value === 'string' && texts.push(value)));
    for (const each of texts) {
      expect(each).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      expect(each.length).toBeLessThan(9_000);
    }
  }
});

/** Names of the files of a tar archive. */
function namesIn(archive: Buffer): string[] {
  const names: string[] = [];
  const text = (from: number, length: number): string =>
    archive
      .subarray(from, from + length)
      .toString('latin1')
      .replace(/\0.*$/s, '');
  for (let at = 0; archive[at] !== 0;) {
    const [base, folder] = [text(at, 100), text(at + 345, 155)];
    names.push(folder === '' ? base : `${folder}/${base}`);
    at += 512 + Math.ceil(Number.parseInt(text(at + 124, 12), 8) / 512) * 512;
  }
  return names;
}
