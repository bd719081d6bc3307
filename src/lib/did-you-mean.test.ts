import { expect, test } from 'vitest';
import { nearestId, nearestWord } from './did-you-mean.ts';

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

test.each([
  ['akiaiosfodnn7example', 'AKIAIOSFODNN7EXAMPLE'],
  [' AKIAIOSFODNN7EXAMPLE\n', 'AKIAIOSFODNN7EXAMPLE'],
  ['AKIAI0SFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE'],
  ['AKIAIOSFODN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE'],
  ['AKIAIOFSODN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE'],
  // Three letters apart: as likely another key.
  ['AKIAIOSFODXXXEXAMPLE', null],
])('the id %j is meant to be %j', (typed, meant) => {
  expect(nearestId(typed, ['AKIAIOSFODNN7EXAMPLE', 'i-0123456789abcdef0'])).toBe(meant);
});
