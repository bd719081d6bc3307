// Assembles src/evidence/tally/*.wat into src/evidence/tally/code.ts. A test says when it is out of date.
import { writeFileSync } from 'node:fs';
import { assembleTally } from './assemble-tally.mjs';
import { install, node, root } from './run.mjs';

install();
// Types may be wrong while there is no code yet: what is needed is the layout.
node('typescript/bin/tsc', '-p', 'tsconfig.build.json');
const { LAYOUT } = await import(new URL('../dist/evidence/tally/layout.js', import.meta.url).href);
const base64 = await assembleTally(`${root}/src/evidence/tally`, LAYOUT);
writeFileSync(`${root}/src/evidence/tally/code.ts`, tallyCodeText(base64));

function tallyCodeText(text) {
  return `/** The WebAssembly module of the \`*.wat\` files beside this one, assembled by scripts/write-tally.mjs. */
export const tallyCode =
  '${text}';
`;
}
