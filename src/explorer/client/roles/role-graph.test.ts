import { expect, test } from 'vitest';
import { keyRow, reportOf, tokenRow, viewOf } from '../../../../test/support/report-view.ts';
import type { ReportCredential } from '../../../model/report-view.ts';
import { encodeCase, encodeTokens } from '../../../reports/index.ts';
import { plantForest } from '../data/forest.ts';
import { roleGraph } from './role-graph.ts';

const root = 'AKIAIOSFODNN7EXAMPLE';
const origin = { kind: 'access-key', id: root, basis: 'logged' } as const;
const [first, second] = ['ASIA000000001EXAMPLE', 'ASIA000000002EXAMPLE'];
const role = 'arn:aws:iam::111122223333:role/Admin';

function edgesOf(parentBasis: ReportCredential['parentBasis']): { from: string; tokens: number; cycle: boolean }[] {
  const token = (id: string, parent: string, basis: typeof parentBasis, depth: number): ReportCredential =>
    tokenRow(id, { parent, parentBasis: basis, depth, origin, roleArn: role });
  const rows = [keyRow(root, 'deploy-bot'), token(first!, root, 'signed', 1), token(second!, first!, parentBasis, 2)];
  const view = viewOf(reportOf(rows));
  const encoded = encodeTokens(view);
  const theCase = encodeCase(view, encoded, { revision: '1', askWith: '' });
  const { edges } = roleGraph(theCase, plantForest(encoded.tokens, theCase), null);
  return edges.map(({ from, tokens, cycle }) => ({ from, tokens, cycle }));
}

test('a role whose session mints the next of it comes back to itself', () => {
  expect(edgesOf('signed')).toContainEqual({ from: role, tokens: 1, cycle: true });
});

test('a second key of one session is no way back: both were asked for by the same', () => {
  const edges = edgesOf('session');
  expect(edges).toHaveLength(1);
  expect(edges[0]).toMatchObject({ tokens: 2, cycle: false });
});
