import { expect, test } from 'vitest';
import { renderDot, renderMermaid } from './role-graph.ts';

const hostile = 'x"]; evil -> y [label="\\"\u001b[31m';
const edges = [
  { from: hostile, to: 'arn:aws:iam::111122223333:role/A', decision: 'depends', conditions: ['with "k"#1;'] },
] as const;

test('a name cannot leave its quotes in Graphviz, nor speak to a terminal', () => {
  const text = [...renderDot(edges)].join('\n');
  expect(text).toContain('label="x\\"]; evil -> y [label=\\"\\\\\\"\\\\x1b[31m"');
  expect(text).toContain('n2 -> n1 [style=dashed, label="with \\"k\\"#1;"];');
});

test('a name cannot leave its quotes in Mermaid', () => {
  const text = [...renderMermaid(edges)].join('\n');
  expect(text.match(/"/g)).toHaveLength(6);
  expect(text).not.toContain('evil ->');
  expect(text).toContain('n2 -.->|"with #34;k#34;#35;1#59;"| n1');
});
