import { expect, test } from 'vitest';
import { StemmaError } from '../lib/errors.ts';
import { explain } from './explain.ts';

test.each([
  [
    'IO Error: Could not set lock on file "/c.db": Conflicting lock is held in /usr/bin/node (PID 4711) by user x.',
    'the case c.db is in use by process 4711',
  ],
  ['IO Error: Could not set lock on file "/c.db": Resource unavailable', 'the case c.db is in use by another process'],
  [
    'IO Error: The file "/c.db" exists, but it is not a valid DuckDB database file!',
    'c.db is not a case of stemma, or it is damaged',
  ],
  [
    'IO Error: Trying to read a database file with version number 99, but we can only read versions between 64 and 68.',
    'the case c.db was written by a newer stemma',
  ],
  [
    'TransactionContext Error: Failed to commit: Could not write file "c.db.wal": No space left on device',
    'no space left on the disk of the case c.db',
  ],
  [
    'IO Error: Cannot open file "/c.db": Permission denied',
    'the case c.db cannot be opened or written: permission denied',
  ],
  [
    'IO Error: Cannot open file "/c.db": Read-only file system',
    'the case c.db cannot be opened or written: permission denied',
  ],
  ['IO Error: Cannot open file "/x/c.db": No such file or directory', 'the case c.db cannot be opened'],
])('DuckDB says %j, and the user reads a sentence and a hint', (message, sentence) => {
  const explained = explain(new Error(message), 'c.db');
  expect(explained).toBeInstanceOf(StemmaError);
  expect(explained).toMatchObject({ message: sentence, exitCode: 2, hint: expect.stringMatching(/\w/) });
});

test('an error that no user can mend stays as it is', () => {
  const bug = new Error('Binder Error: Referenced column "x" not found');
  expect(explain(bug, 'c.db')).toBe(bug);
});
