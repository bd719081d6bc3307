import { describe, expect, test } from 'vitest';
import type { Skipped } from '../model/coverage.ts';
import { type Case, openCase, type Range } from './index.ts';

const denied = (source: string): Skipped => ({ source, reason: 'permission denied' });
const range = (since: number | null, until: number | null): Range => ({ since, until });

async function lackedBy(theCase: Case): Promise<readonly string[]> {
  return (await theCase.coverage()).skipped.map(({ source }) => source);
}

describe('what could not be listed', () => {
  test('is lacking until the same place is listed again', async () => {
    await using theCase = await openCase(':memory:');
    await theCase.keepUnlisted({ sources: ['/logs'], skipped: [denied('/logs/a'), denied('/logs/b')] });
    await theCase.keepUnlisted({ sources: ['/other'], skipped: [] });
    expect((await theCase.coverage()).skipped).toEqual([denied('/logs/a'), denied('/logs/b')]);
    await theCase.keepUnlisted({ sources: ['/logs'], skipped: [denied('/logs/b')] });
    expect(await lackedBy(theCase)).toEqual(['/logs/b']);
    await theCase.keepUnlisted({ sources: ['/logs'], skipped: [] });
    expect(await lackedBy(theCase)).toEqual([]);
  });

  test.each<[string, string, string, boolean]>([
    ['the place itself', '/logs/a', '/logs/a', true],
    ['the folder above it', '/logs', '/logs/a', true],
    ['a folder whose name begins alike', '/logs/a', '/logs/ab', false],
    ['a folder beside it', '/logs/b', '/logs/a', false],
    ['the bucket', 's3://trail', 's3://trail/AWSLogs/111122223333/', true],
    ['what keys begin with', 's3://trail/AWSLogs/1111', 's3://trail/AWSLogs/111122223333/', true],
    ['a bucket whose name begins alike', 's3://trail', 's3://trail-b/AWSLogs/', false],
    ['the table without a filter', 'athena://security/logs', 'athena://security/logs?account=111122223333', true],
    ['a table whose name begins alike', 'athena://security/logs', 'athena://security/logs_2025', false],
    ['the event history of the account', 'cloudtrail:111122223333', 'cloudtrail:111122223333/us-east-1', true],
    ['that of another region', 'cloudtrail:111122223333/eu-west-1', 'cloudtrail:111122223333/us-east-1', false],
  ])('is known to be listed by %s', async (_, listed, place, isListed) => {
    await using theCase = await openCase(':memory:');
    await theCase.keepUnlisted({ sources: [place], skipped: [denied(place)] });
    await theCase.keepUnlisted({ sources: [listed], skipped: [] });
    expect(await lackedBy(theCase)).toEqual(isListed ? [] : [place]);
  });

  test.each<[string, Range, Range, boolean]>([
    ['all of the time', range(null, null), range(null, null), true],
    ['more than was asked for then', range(5, 9), range(4, null), true],
    ['a part of it alone', range(null, null), range(5, null), false],
    ['another part of it', range(5, 9), range(null, 9), true],
    ['what ends earlier', range(5, 9), range(5, 8), false],
  ])('is known to be listed for %s', async (_, asked, listed, isListed) => {
    await using theCase = await openCase(':memory:');
    await theCase.keepUnlisted({ sources: ['/logs'], skipped: [denied('/logs/a')] }, asked);
    await theCase.keepUnlisted({ sources: ['/logs'], skipped: [] }, listed);
    expect(await lackedBy(theCase)).toEqual(isListed ? [] : ['/logs/a']);
  });

  test.each<[string, Range, Range, boolean]>([
    ['the usual days again', range(null, null), range(null, null), true],
    ['the usual days, and it was asked for within them', range(50, null), range(null, null), true],
    ['the usual days, and it was asked for before them', range(5, null), range(null, null), false],
    ['a time before the usual days', range(5, null), range(4, null), true],
  ])('of a table is known to be read for %s', async (_, asked, read, isRead) => {
    await using theCase = await openCase(':memory:');
    await theCase.keepUnlisted({ sources: ['athena://s/logs'], skipped: [denied('athena://s/logs')], from: 49 }, asked);
    await theCase.keepUnlisted({ sources: ['athena://s/logs'], skipped: [], from: 50 }, read);
    expect(await lackedBy(theCase)).toEqual(isRead ? [] : ['athena://s/logs']);
  });

  test('is told once, for whatever times it was asked for', async () => {
    await using theCase = await openCase(':memory:');
    for (const asked of [range(5, null), range(null, null), range(7, 9)]) {
      await theCase.keepUnlisted({ sources: ['/logs'], skipped: [denied('/logs/a')] }, asked);
    }
    expect(await lackedBy(theCase)).toEqual(['/logs/a']);
  });
});
