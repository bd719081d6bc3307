import { expect, test } from 'vitest';
import { assume, lineageOf, record, roleSession, service } from '../../test/support/raw-records.ts';
import { livenessOf, livenessSentence, say } from './liveness.ts';

const HOST = 'Web/i-0123456789abcdef0';
const KNOWN = 'ASIAKNOWNEXAMPLE';
const OLDER = 'ASIAOLDEREXAMPLE';

/** One token whose issuance is logged, and one that was delivered before the trail begins. */
const lineage = lineageOf(
  [
    assume(service('ec2.amazonaws.com'), '10:00:00', KNOWN, HOST, { expiration: 'Mar 1, 2026, 4:35:00 PM' }),
    record({ at: '12:00:00', userIdentity: roleSession(HOST, OLDER, '08:00:00') }),
  ],
  '12:00:00',
);
const known = lineage.find(KNOWN);
const older = lineage.find(OLDER);

test('a token whose end no record tells is not called dead', () => {
  expect(say(lineage, [livenessOf([older])])).toBe(
    'it may be live at 2026-03-01T12:00:00Z: its end is not in the logs',
  );
  expect(say(lineage, [livenessSentence([older])])).toBe(
    'It may be live at 2026-03-01T12:00:00Z: its end is not in the logs.',
  );
});

test('beside tokens that live it is counted apart', () => {
  expect(say(lineage, [livenessOf([known, older])])).toBe(
    '1 is live at 2026-03-01T12:00:00Z, until 2026-03-01T16:35:00Z, and 1 more may be: its end is not in the logs',
  );
});

test('once the longest session that STS gives is over, it is dead', () => {
  const days = lineageOf([record({ at: '00:10:00', userIdentity: roleSession(HOST, OLDER, '00:00:00') })], '00:10:00');
  const later = { ...days, asOf: days.asOf + 36 * 3600 };
  expect(say(later, [livenessOf([later.find(OLDER)])])).toBe('it is not live at 2026-03-02T12:10:00Z');
});
