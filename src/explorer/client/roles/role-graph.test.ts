import { expect, test } from 'vitest';
import { keyRow, reportOf, tokenRow, viewOf } from '../../../../test/support/report-view.ts';
import type { ExplorerWays } from '../../../model/explorer.ts';
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
  const { nodes, edges } = roleGraph(theCase, plantForest(encoded.tokens, theCase), null);
  return edges.map(({ from, tokens, cycle }) => ({ from: nodes.get(from)!.arn ?? from, tokens, cycle }));
}

test('a role whose session mints the next of it comes back to itself', () => {
  expect(edgesOf('signed')).toContainEqual({ from: role, tokens: 1, cycle: true });
});

test('a second key of one session is no way back: both were asked for by the same', () => {
  const edges = edgesOf('session');
  expect(edges).toHaveLength(1);
  expect(edges[0]).toMatchObject({ tokens: 2, cycle: false });
});

test('what the snapshot allows joins what was seen, whatever path the ARN of a role is told with', () => {
  const ways: ExplorerWays = {
    texts: [
      '',
      'arn:aws:iam::111122223333:user/deploy-bot',
      'arn:aws:iam::111122223333:role/ops/Admin',
      'with MFA',
      'trust policy',
      '*',
    ],
    from: [1, 5],
    to: [2, 2],
    depends: [1, 0],
    conditions: [3, 0],
    basis: [4, 4],
    leftOut: 0,
  };
  const rows = [keyRow(root, 'deploy-bot'), tokenRow(first!, { parent: root, depth: 1, origin, roleArn: role })];
  const view = viewOf(reportOf(rows));
  const encoded = encodeTokens(view);
  const theCase = encodeCase(view, encoded, { revision: '1', askWith: '' });
  const { nodes, edges } = roleGraph(theCase, plantForest(encoded.tokens, theCase), ways);
  expect([...nodes.values()].filter(({ kind }) => kind === 'role')).toHaveLength(1);
  expect(edges.map(({ tokens, allowed }) => ({ tokens, allowed }))).toEqual([
    { tokens: 1, allowed: { conditions: 'with MFA', basis: 'trust policy' } },
    { tokens: 0, allowed: { conditions: null, basis: 'trust policy' } },
  ]);
  expect([...nodes.values()].map(({ name }) => name)).toContain('anyone');
});
