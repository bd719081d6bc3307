import { expect, test } from 'vitest';
import { encodeCase, encodeTokens } from '../../../reports/index.ts';
import { keyRow, reportOf, viewOf } from '../../../../test/support/report-view.ts';
import { caseOptions, lacksSnapshot } from './command.ts';

test.each([
  ['a case with a snapshot', ' --case a.db --as-of last', true, ' --case a.db --as-of last', false],
  ['a case without one', ' --case a.db', false, ' --case a.db --iam iam.json', true],
  ['a snapshot that is served beside the case', ' --iam mine.json', false, ' --iam mine.json', false],
  ['a case that is not kept', null, true, '', false],
] as const)('%s: what its commands name', (_name, askWith, hasSnapshot, options, lacks) => {
  const view = viewOf(reportOf([keyRow('AKIAIOSFODNN7EXAMPLE', 'bot')], { roles: hasSnapshot ? [] : null }));
  const theCase = encodeCase(view, encodeTokens(view), { revision: '1', askWith });
  expect(caseOptions(theCase)).toBe(options);
  expect(lacksSnapshot(theCase)).toBe(lacks);
});
