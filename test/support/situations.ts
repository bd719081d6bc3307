import { nothingMade, type Situation } from '../../src/containment/situation.ts';

/** Somebody who holds nothing in accounts of which nothing is known; `more` says what is different. */
export const situationAt = (asOf: number, more: Partial<Situation> = {}): Situation => ({
  asOf,
  seenUntil: asOf - 900,
  targets: [],
  compromised: [],
  held: [],
  bystanders: [],
  mintsSeen: new Map(),
  made: nothingMade,
  unknownMinters: [],
  unread: [],
  ownAccounts: new Set(),
  snapshot: null,
  ...more,
});
