import type { ControlKind } from '../model/facts.ts';
import type { Draft } from './draft.ts';
import { NO_CODE } from './no-code.ts';

/** What logged changes of long-term keys say: whose they are, and since when they are there. */
export function describeChanged({ credentials, facts, positionOf }: Draft): void {
  const controls = facts.controls.columns;
  const created = facts.texts.find('access-key-created' satisfies ControlKind) || NO_CODE;
  for (let row = 0; row < facts.controls.length; row++) {
    const position = positionOf[controls.targetAccessKeyId[row]!]!;
    if (position < 0 || credentials.temporary[position] === 1) continue;
    credentials.accountId[position] ||= controls.recipientAccountId[row]!;
    credentials.userName[position] ||= controls.targetUserName[row]!;
    if (controls.kind[row] === created) credentials.issuedAt[position] ||= controls.eventTime[row]!;
  }
}
