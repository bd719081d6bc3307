import { describe, expect, test } from 'vitest';
import type { CloudTrailRecord } from '../index.ts';
import { createWorld, liveAt } from '../index.ts';
import type { World } from '../index.ts';

const start = '2026-10-05T00:00:00Z';
const newWorld = (): World => createWorld({ seed: 1, start });
const named = (world: World, eventName: string): CloudTrailRecord[] =>
  world.records().filter((record) => record.eventName === eventName);
const tokenOf = (world: World, accessKeyId: string) =>
  world.truth().tokens.find((token) => token.accessKeyId === accessKeyId);

describe('a world', () => {
  test('tells the same story byte for byte under one seed and another under another', () => {
    const story = (seed: number): string => {
      const world = createWorld({ seed, start });
      world.accessKey(world.user('alice')).assumeRole(world.role('Deploy'), { at: world.on(0, '10:00') });
      return JSON.stringify([world.records(), world.truth()]);
    };
    expect(story(7)).toBe(story(7));
    expect(story(7)).not.toBe(story(8));
  });

  test('a chained caller signs with the token that it was given', () => {
    const world = newWorld();
    const key = world.accessKey(world.user('alice'));
    const first = key.assumeRole(world.role('A'), { at: world.on(0, '10:00') });
    const second = first.assumeRole(world.role('B'), { at: world.on(0, '10:05') });
    const [, chained] = named(world, 'AssumeRole');
    expect(chained!.userIdentity).toMatchObject({ type: 'AssumedRole', accessKeyId: first.accessKeyId });
    expect(tokenOf(world, second.accessKeyId)).toMatchObject({
      parent: first.accessKeyId,
      origin: { kind: 'access-key', id: key.accessKeyId },
    });
  });

  test('a cross-account call is two records with one shared event id, one request id, two event ids', () => {
    const world = newWorld();
    const key = world.accessKey(world.user('alice'));
    const token = key.assumeRole(world.role('Remote', { accountId: '444455556666' }), { at: world.on(0, '10:00') });
    const [a, b] = named(world, 'AssumeRole');
    expect(a!['sharedEventID']).toBe(b!['sharedEventID']);
    expect(a!['requestID']).toBe(b!['requestID']);
    expect(a!.eventID).not.toBe(b!.eventID);
    const target = [a!, b!].find((record) => record.recipientAccountId === '444455556666')!;
    expect(Object.keys(target.userIdentity)).toEqual(['type', 'principalId', 'accountId']);
    expect(tokenOf(world, token.accessKeyId)).toMatchObject({ parentBasis: 'shared-event' });
  });

  test('where only the target account is logged the token goes back to the other account', () => {
    const world = createWorld({ seed: 1, start, loggedAccounts: ['444455556666'] });
    const key = world.accessKey(world.user('alice'));
    const token = key.assumeRole(world.role('Remote', { accountId: '444455556666' }), { at: world.on(0, '10:00') });
    expect(world.records()).toHaveLength(1);
    expect(tokenOf(world, token.accessKeyId)).toMatchObject({
      parent: null,
      origin: { kind: 'account', id: '111122223333' },
    });
    expect(tokenOf(world, key.accessKeyId)).toBeUndefined();
  });

  test('EC2 mints two keys in one second under the request id of the launch, and says no more of them', () => {
    const world = newWorld();
    const by = world.accessKey(world.user('ops'));
    const instance = world.instance({
      role: world.role('Web'),
      by,
      at: world.on(0, '10:00'),
      route: { kind: 'public' },
    });
    instance.token(world.on(0, '10:00:02'));
    const [launch] = named(world, 'RunInstances');
    const twins = named(world, 'AssumeRole');
    expect(twins).toHaveLength(2);
    for (const twin of twins) {
      expect(twin['requestID']).toBe(launch!['requestID']);
      expect(Object.keys(twin['responseElements'] as object)).toEqual(['credentials']);
      expect(twin['requestParameters']).not.toHaveProperty('durationSeconds');
    }
  });

  test('the key that Identity Center logs is not the one that is used; both are one session', () => {
    const world = newWorld();
    const role = world.role('AWSReservedSSO_Admin_0123456789abcdef', { path: '/aws-reserved/sso.amazonaws.com/' });
    const { credential, issued } = world.identityCenter('kim@example.com', role, { at: world.on(0, '09:00') });
    credential.call('s3.amazonaws.com', 'ListBuckets', { at: world.on(0, '09:01') });
    expect(credential.accessKeyId).not.toBe(issued);
    expect(tokenOf(world, credential.accessKeyId)).toMatchObject({ parent: issued, parentBasis: 'session' });
  });

  test('GetSessionToken names the MFA device with MFA and says null without any parameter', () => {
    const world = newWorld();
    const key = world.accessKey(world.user('alice'));
    key.getSessionToken({ at: world.on(0, '10:00') });
    key.getSessionToken({ at: world.on(0, '11:00'), serialNumber: 'arn:aws:iam::111122223333:mfa/alice' });
    const [bare, withMfa] = named(world, 'GetSessionToken');
    expect(bare!['requestParameters']).toBeNull();
    expect(withMfa!['requestParameters']).toEqual({ serialNumber: 'arn:aws:iam::111122223333:mfa/alice' });
  });

  test('every issuance carries a session token and no record a secret access key', () => {
    const world = newWorld();
    const key = world.accessKey(world.user('alice'));
    key.assumeRole(world.role('A'), { at: world.on(0, '10:00') });
    key.getFederationToken({ at: world.on(0, '10:01'), name: 'backup' });
    const text = JSON.stringify(world.records());
    expect(text.match(/FwoGZXIvYXdzEXAMPLESECRET/g)).toHaveLength(2);
    expect(text).not.toContain('secretAccessKey');
  });

  test('a refused AssumeRole has no parameters and mints nothing', () => {
    const world = newWorld();
    const key = world.accessKey(world.user('alice'));
    key.tryToAssume(world.role('Admin'), { at: world.on(0, '10:00') });
    expect(named(world, 'AssumeRole')[0]).toMatchObject({
      errorCode: 'AccessDenied',
      requestParameters: null,
      responseElements: null,
    });
    expect(world.truth().tokens.map((token) => token.accessKeyId)).toEqual([key.accessKeyId]);
  });

  test('a deactivated key is dead from then on, its tokens live until they expire', () => {
    const world = newWorld();
    const key = world.accessKey(world.user('alice'));
    const admin = world.accessKey(world.user('admin'));
    const token = key.assumeRole(world.role('A'), { at: world.on(0, '10:00') });
    const asked = { userName: 'alice', accessKeyId: key.accessKeyId, status: 'Inactive' };
    admin.iam('UpdateAccessKey', asked, { at: world.on(0, '10:30') });
    const live = (accessKeyId: string, clock: string) => liveAt(tokenOf(world, accessKeyId)!, world.on(0, clock));
    expect(live(key.accessKeyId, '10:29')).toBe(true);
    expect(live(key.accessKeyId, '10:31')).toBe(false);
    expect(live(token.accessKeyId, '10:59')).toBe(true);
    expect(live(token.accessKeyId, '11:00')).toBe(false);
  });

  test('what is neither above nor below a stolen credential is benign', () => {
    const world = newWorld();
    const stolen = world.accessKey(world.user('alice'));
    const other = world.accessKey(world.user('bob'));
    const at = world.on(0, '10:00');
    const [a, b] = [stolen, other].map((key) => key.assumeRole(world.role('A'), { at }));
    world.attack({ name: 'leak', findings: [], compromised: [stolen.accessKeyId] });
    expect(new Set(world.truth().benign)).toEqual(new Set([other.accessKeyId, b!.accessKeyId]));
    expect(world.truth().benign).not.toContain(a!.accessKeyId);
  });
});
