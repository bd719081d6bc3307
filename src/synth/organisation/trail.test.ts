import { describe, expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import { createTrail } from './trail.ts';

const START = 1_791_158_400;

function deliverAll(options: { readonly late: number; readonly duplicates: number }) {
  const trail = createTrail({ random: createRandom(3), organizationId: 'o-example1234', ...options });
  const stream = trail.stream('111122223333', 'us-east-1');
  const files: { path: string; ids: number[] }[] = [];
  const take = (now: number): void => {
    for (const { path, bytes } of trail.deliver(now)) {
      const { Records } = JSON.parse(new TextDecoder().decode(bytes)) as { Records: { id: number }[] };
      files.push({ path, ids: Records.map(({ id }) => id) });
    }
  };
  for (let id = 0; id < 4000; id++) {
    stream.put(START + id, { told: JSON.stringify({ id }) });
    if (id % 300 === 0) take(START + id);
  }
  take(Infinity);
  return { files, ids: files.flatMap((file) => file.ids) };
}

describe('a trail', () => {
  test('has every record once where nothing is delivered twice', () => {
    const { ids } = deliverAll({ late: 0.1, duplicates: 0 });
    expect(ids.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 4000 }, (_, id) => id));
  });

  test('delivers some records in two files, and never in one file twice', () => {
    const { files, ids } = deliverAll({ late: 0, duplicates: 0.1 });
    expect(new Set(ids).size).toBe(4000);
    expect(ids.length).toBeGreaterThan(4200);
    for (const file of files) expect(new Set(file.ids).size).toBe(file.ids.length);
  });

  test('names each file once, in the layout of an organisation trail', () => {
    const { files } = deliverAll({ late: 0.1, duplicates: 0.1 });
    expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
    for (const { path } of files) {
      expect(path).toMatch(
        /^AWSLogs\/o-example1234\/111122223333\/CloudTrail\/us-east-1\/2026\/10\/05\/111122223333_CloudTrail_us-east-1_20261005T\d{3}[05]Z_[0-9a-f]{16}\.json\.gz$/,
      );
    }
    // One file a window: a window is never delivered before its last record is there.
    const stems = files.map(({ path }) => path.slice(0, path.lastIndexOf('_')));
    expect(new Set(stems).size).toBe(files.length);
  });

  test('delivers late records hours after the call, and the others within ten minutes', () => {
    const { files } = deliverAll({ late: 0.1, duplicates: 0 });
    const hoursOf = (path: string): number => {
      const [, hour, minute] = /T(\d\d)(\d\d)Z/.exec(path)!;
      return Number(hour) * 3600 + Number(minute) * 60;
    };
    const delays = files.flatMap(({ path, ids }) => ids.map((id) => hoursOf(path) - ((START + id) % 86_400)));
    const late = delays.filter((delay) => delay > 3600);
    expect(late.length).toBeGreaterThan(300);
    expect(late.length).toBeLessThan(500);
    expect(delays.filter((delay) => delay <= 3600 && delay > 660)).toEqual([]);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(120);
  });
});
