import { forTerminal } from '../lib/neutralise.ts';
import type { AssumeEdge } from '../model/posture.ts';

type Edge = Pick<AssumeEdge, 'from' | 'to' | 'decision' | 'conditions'>;

/** The graph in Graphviz's language; what hangs on conditions is dashed. */
export function* renderDot(edges: readonly Edge[]): Generator<string> {
  const ids = idsOf(edges);
  yield 'digraph roles {';
  yield '  rankdir=LR; node [shape=box, fontname="sans-serif"]; edge [fontname="sans-serif", fontsize=10];';
  for (const [name, id] of ids) yield `  ${id} [label=${quoted(name)}];`;
  for (const { from, to, decision, conditions } of edges) {
    const attributes = [
      ...(decision === 'depends' ? ['style=dashed'] : []),
      ...(conditions.length > 0 ? [`label=${quoted(conditions.join('; '))}`] : []),
    ];
    yield `  ${ids.get(from)} -> ${ids.get(to)}${attributes.length > 0 ? ` [${attributes.join(', ')}]` : ''};`;
  }
  yield '}';
}

/** The graph as a Mermaid flowchart; what hangs on conditions is dotted. */
export function* renderMermaid(edges: readonly Edge[]): Generator<string> {
  const ids = idsOf(edges);
  yield 'flowchart LR';
  for (const [name, id] of ids) yield `  ${id}["${forMermaid(name)}"]`;
  for (const { from, to, decision, conditions } of edges) {
    const label = conditions.length > 0 ? `|"${forMermaid(conditions.join('; '))}"|` : '';
    yield `  ${ids.get(from)} ${decision === 'depends' ? '-.->' : '-->'}${label} ${ids.get(to)}`;
  }
}

/** Names are foreign text: nodes are called by numbers of ours. */
function idsOf(edges: readonly Edge[]): Map<string, string> {
  const names = new Set(edges.flatMap(({ from, to }) => [from, to]));
  return new Map([...names].sort().map((name, i) => [name, `n${i + 1}`]));
}

const quoted = (text: string): string => `"${forTerminal(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** Mermaid reads `#…;` as an entity, and Markdown inside of quotes: all that is no plain letter goes as its code. */
const forMermaid = (text: string): string =>
  forTerminal(text).replaceAll(/[^\w .,:/=+@-]/gu, (character) => `#${character.codePointAt(0)};`);
