import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { action, planOf } from '../../test/support/plans.ts';
import { situationAt } from '../../test/support/situations.ts';
import { disableIdentityProvider } from './actions/disable-identity-provider.ts';
import { orderOf } from './actions/action-maker.ts';
import { applyPlan, newJournal, takeBack, type ApplyEvent, type ApplyOptions } from './apply.ts';
import { nothingMade, type Situation } from './situation.ts';
import { sceneOf } from './plan/scene.ts';
import { defaultAwsOptions } from '../model/aws.ts';
import type { Plan } from '../model/containment.ts';
import type { Journal } from '../model/journal.ts';
import { connectAws } from '../aws/index.ts';

const SECRET = 'a-secret-of-the-test';
const ANCHOR = 'arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/11111111-2222-3333-4444-555555555555';
const PROFILE = 'arn:aws:rolesanywhere:eu-west-1:111122223333:profile/66666666-7777-8888-9999-000000000000';

/** A Roles Anywhere that keeps what is enabled, and refuses what is not signed as it should be. */
let server: Server;
let enabled: Map<string, boolean>;
let calls: string[];
let failNext: number;

beforeEach(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIARESPONDEREXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', SECRET);
  vi.stubEnv('AWS_SESSION_TOKEN', '');
  enabled = new Map([ANCHOR, PROFILE].map((arn) => [idOf(arn), true]));
  [calls, failNext] = [[], 0];
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      const { status, body } = answer(request);
      response.writeHead(status, { 'content-type': body.startsWith('<') ? 'text/xml' : 'application/json' });
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

const idOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

function answer(request: IncomingMessage): { status: number; body: string } {
  const { method, url = '' } = request;
  // GetCallerIdentity: the one call of STS here.
  if (method === 'POST' && url === '/') return { status: 200, body: whoAmI };
  calls.push(`${method} ${url}`);
  if (request.headers['authorization'] !== expectedSignature(request))
    return { status: 403, body: '{"message":"the signature does not match"}' };
  if (failNext-- > 0) return { status: 503, body: '{"message":"later"}' };
  const [, noun, id = '', verb] = url.split('/');
  if (!enabled.has(id))
    return { status: 404, body: '{"__type":"ResourceNotFoundException","message":"no such thing"}' };
  if (verb !== undefined) enabled.set(id, verb === 'enable');
  const key = noun === 'profile' ? 'profile' : 'trustAnchor';
  return { status: 200, body: JSON.stringify({ [key]: { enabled: enabled.get(id), name: 'factory' } }) };
}

const whoAmI = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
  <Arn>arn:aws:iam::111122223333:user/responder</Arn><UserId>AIDAEXAMPLE</UserId><Account>111122223333</Account>
  </GetCallerIdentityResult></GetCallerIdentityResponse>`;

/** Signature Version 4 by hand, from "Create a signed AWS API request" in the IAM User Guide. */
function expectedSignature({ method, url, headers }: IncomingMessage): string {
  const [, scope, names] = /Credential=AKIARESPONDEREXAMPLE\/([^,]+), SignedHeaders=([^,]+),/.exec(
    headers['authorization'] ?? '',
  ) ?? ['', '', ''];
  const [date, region, service, end] = scope!.split('/');
  if (region !== 'eu-west-1' || service !== 'rolesanywhere') return 'not signed for this service and region';
  const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
  const mac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const canonical = [
    method,
    url,
    '',
    ...names!.split(';').map((name) => `${name}:${String(headers[name])}`),
    '',
    names,
    sha(''),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha(canonical)].join('\n');
  const key = [region, service, end].reduce<Buffer>(
    (last, part) => mac(last, part ?? ''),
    mac(`AWS4${SECRET}`, date ?? ''),
  );
  const signature = mac(key, toSign).toString('hex');
  return `AWS4-HMAC-SHA256 Credential=AKIARESPONDEREXAMPLE/${scope}, SignedHeaders=${names}, Signature=${signature}`;
}

const options = (journals: Journal[], more: Partial<ApplyOptions> = {}): ApplyOptions => ({
  connect: () =>
    connectAws({
      ...defaultAwsOptions,
      region: 'us-east-1',
      endpointUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    }),
  save: (journal) => Promise.resolve(void journals.push(JSON.parse(JSON.stringify(journal)) as Journal)),
  now: () => 1_790_000_000,
  sleep: () => Promise.resolve(),
  onEvent: () => {},
  signal: new AbortController().signal,
  ...more,
});

function planFor(arns: readonly string[], more: Partial<Situation> = {}): Plan {
  const made = arns.map((target) =>
    disableIdentityProvider.make(
      orderOf({ kind: 'disable-identity-provider', target, reason: 'made by the attacker', cutOff: 0 }),
      sceneOf(situationAt(1_790_000_000, more)),
    ),
  );
  return planOf(...made.map((each) => action(each!)));
}

const journalOf = (plan: Plan): Journal => newJournal(plan, { id: 'x', startedAt: 1_790_000_000 });

test('a trust anchor and a profile are disabled in their region, with what was there before kept, and enabled again', async () => {
  const journals: Journal[] = [];
  const done = await applyPlan(journalOf(planFor([ANCHOR, PROFILE])), options(journals));
  expect([...enabled.values()]).toEqual([false, false]);
  expect(calls).toEqual([
    `GET /trustanchor/${idOf(ANCHOR)}`,
    `POST /trustanchor/${idOf(ANCHOR)}/disable`,
    `GET /profile/${idOf(PROFILE)}`,
    `POST /profile/${idOf(PROFILE)}/disable`,
  ]);
  expect(done.entries[0]).toMatchObject({
    state: 'done',
    before: [{ trustAnchor: { enabled: true, name: 'factory' } }],
    log: [{ by: 'arn:aws:iam::111122223333:user/responder', operation: 'DisableTrustAnchor', error: null }],
  });
  await takeBack(done, options(journals));
  expect([...enabled.values()]).toEqual([true, true]);
});

test('a trust anchor that the attacker changed stays disabled when its plan is taken back', async () => {
  const told: ApplyEvent[] = [];
  const plan = planFor([ANCHOR, PROFILE], { made: { ...nothingMade, providerArns: [ANCHOR] } });
  const done = await applyPlan(journalOf(plan), options([]));
  const back = await takeBack(done, options([], { onEvent: (event) => void told.push(event) }));
  expect([...enabled.values()]).toEqual([false, true]);
  expect(back.entries.map(({ state }) => state)).toEqual(['done', 'taken-back']);
  expect(told).toContainEqual(expect.objectContaining({ kind: 'action', state: 'nothing' }));
});

test('one that is disabled already is left as it is, also when the plan is taken back', async () => {
  enabled.set(idOf(ANCHOR), false);
  const done = await applyPlan(journalOf(planFor([ANCHOR])), options([]));
  expect(done.entries[0]).toMatchObject({ wasSo: true });
  await takeBack(done, options([]));
  expect(calls).toEqual([`GET /trustanchor/${idOf(ANCHOR)}`]);
});

test('a process that is killed between two of them goes on with the second', async () => {
  const journals: Journal[] = [];
  const killed = new AbortController();
  const stop = options(journals, {
    signal: killed.signal,
    onEvent: (event) => void (event.kind === 'call' && killed.abort()),
  });
  await expect(applyPlan(journalOf(planFor([ANCHOR, PROFILE])), stop)).rejects.toThrow('aborted');
  expect([...enabled.values()]).toEqual([false, true]);
  calls = [];
  await applyPlan(journals.at(-1)!, options([]));
  expect([...enabled.values()]).toEqual([false, false]);
  expect(calls).toEqual([`GET /profile/${idOf(PROFILE)}`, `POST /profile/${idOf(PROFILE)}/disable`]);
});

test('an answer that asks for patience is waited for; a refusal is told in words', async () => {
  failNext = 1;
  await applyPlan(journalOf(planFor([ANCHOR])), options([]));
  expect(enabled.get(idOf(ANCHOR))).toBe(false);
  enabled.clear();
  await expect(applyPlan(journalOf(planFor([PROFILE])), options([]))).rejects.toThrow(/no such thing|ResourceNotFound/);
});
