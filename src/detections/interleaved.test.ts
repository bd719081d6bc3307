import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findInterleaved, programOf, type Sighting } from './interleaved.ts';

const call = (minute: number, where: string, agent = 'aws-cli', service = 1): Sighting<null> => ({
  time: minute * 60,
  where,
  agent,
  service,
  spot: null,
});

test.each([
  ['there and back in ten minutes', [call(0, 'A'), call(4, 'B'), call(10, 'A')]],
  ['there and back in an hour, with another program there', [call(0, 'A'), call(30, 'B', 'curl'), call(60, 'A')]],
  ['there and back twice in an hour', [call(0, 'A'), call(15, 'B'), call(30, 'A'), call(45, 'B')]],
  [
    'there and back in minutes, to other services with another program',
    [call(0, 'A'), call(1, 'B', 'curl', 2), call(2, 'A')],
  ],
  ['a third place that is not come back to', [call(0, 'A'), call(1, 'C'), call(2, 'B'), call(3, 'A')]],
])('%s is no client on the move', (_, calls) => {
  expect(findInterleaved(calls, 600)).toMatchObject({ after: calls.at(-1) });
});

test.each([
  ['there and back in eleven minutes, with one program', [call(0, 'A'), call(4, 'B'), call(11, 'A')]],
  ['there and back in more than an hour', [call(0, 'A'), call(30, 'B', 'curl'), call(61, 'A')]],
  ['there and back, and there again two hours later', [call(0, 'A'), call(15, 'B'), call(30, 'A'), call(150, 'B')]],
  [
    'one service here and one there',
    [call(0, 'A'), call(1, 'B', 'aws-cli', 2), call(2, 'A'), call(3, 'B', 'aws-cli', 2)],
  ],
])('%s may be a client on the move', (_, calls) => {
  expect(findInterleaved(calls, 600)).toBeNull();
});

test('who never comes back to a place is one client, whatever he does', () => {
  const stays = fc.uniqueArray(fc.string(), { maxLength: 6 });
  const doings = fc.array(fc.tuple(fc.constantFrom('aws-cli', 'curl'), fc.nat(3)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(stays, doings, (places, each) => {
      let minute = 0;
      const calls = places.flatMap((where) => each.map(([agent, service]) => call(minute++, where, agent, service)));
      expect(findInterleaved(calls, 600)).toBeNull();
    }),
  );
});

test.each([
  [
    'aws-cli/2.32.0 md/awscrt#0.27.6 ua/2.1 os/linux lang/python#3.13.7 md/command#s3.ls m/Z,b',
    'aws-cli/2.32.0 os/linux lang/python#3.13.7',
  ],
  ['[Boto3/1.40.11 md/Botocore#1.40.11 cfg/retry-mode#legacy]', 'Boto3/1.40.11'],
  ['Mozilla/5.0 (X11; Linux x86_64)', 'Mozilla/5.0 (X11; Linux x86_64)'],
  [null, ''],
])('the program of %s is %s', (userAgent, program) => {
  expect(programOf(userAgent)).toBe(program);
});
