import { expect, test } from 'vitest';
import { nearestWord } from './did-you-mean.ts';

const words = ['trustedNetworks', 'knownAccounts', 'allowedChains', 'rules', 'off'];

test.each([
  ['trustedNetwork', 'trustedNetworks'],
  ['TrustedNetworks', 'trustedNetworks'],
  ['knwonAccounts', 'knownAccounts'],
  ['rule', 'rules'],
  ['of', 'off'],
  ['suppressions', null],
  ['x', null],
  ['', null],
])('%j is meant to be %j', (typed, meant) => {
  expect(nearestWord(typed, words)).toBe(meant);
});

test('of two that are near the nearer is meant', () => {
  expect(nearestWord('token-chian', ['token-share', 'token-chain'])).toBe('token-chain');
});
