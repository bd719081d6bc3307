import { describe, expect, test } from 'vitest';
import { leakedKeyReport } from '../../test/support/report-stories.ts';
import { findingRow, viewOf } from '../../test/support/report-view.ts';
import { unzip } from '../../test/support/unzip.ts';
import { reportFormatFor } from './index.ts';
import { nextStepOf } from './next-step.ts';

const id = 'refresh-loop-0123456789ab';
const askWith = " --case 'my cases/leaked.db' --config c.json --as-of last";
const planned = { id, next: `Cut off the key. Plan it: stemma contain ${id}` };

describe('the command that plans a next step', () => {
  test('asks the case that is shown, as of the moment that is shown', () => {
    const command = `stemma contain ${id}${askWith}`;
    expect(nextStepOf(planned, askWith)).toEqual({ says: 'Cut off the key.', command });
  });

  test('is left out where no case is kept to ask', () => {
    expect(nextStepOf(planned, null)).toEqual({ says: 'Cut off the key.', command: null });
  });

  test('is not made up where nothing is planned, or what stands there is no id of ours', () => {
    const answered = { id, next: 'Take it out of the trust policy.' };
    expect(nextStepOf(answered, askWith)).toEqual({ says: answered.next, command: null });
    const next = 'Look. Plan it: stemma contain x; rm y';
    expect(nextStepOf({ id: 'x; rm y', next }, askWith)).toEqual({ says: next, command: null });
  });
});

const report = { ...leakedKeyReport(), findings: [{ ...findingRow('refresh-loop'), ...planned }] };

const written = async (ending: string, options: { askWith?: string | null }): Promise<string> => {
  const pieces: Uint8Array[] = [];
  const { render } = await reportFormatFor(ending).load();
  for await (const piece of render(viewOf(report), options)) pieces.push(Buffer.from(piece));
  const bytes = Buffer.concat(pieces);
  return ending === '.xlsx'
    ? unzip(bytes)
        .map(({ text }) => text)
        .join('\n')
    : bytes.toString('utf8');
};

test.each(['.txt', '.md', '.xlsx'])('%s, which people read, carries it with its options', async (ending) => {
  const text = (await written(ending, { askWith })).replaceAll('&apos;', "'").replaceAll('&#39;', "'");
  expect(text).toContain(`stemma contain ${id} --case 'my cases/leaked.db' --config c.json --as-of last`);
  expect(await written(ending, { askWith: null })).not.toContain('stemma contain');
});

test('.json does not depend on where the case lies', async () => {
  expect(await written('.json', { askWith })).toBe(await written('.json', {}));
});
