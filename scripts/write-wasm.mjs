// Assembles the *.wat files below src into code.ts beside them. Tests say when one is out of date.
import { existsSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { assemble, fragments } from './assemble.mjs';
import { install, node, root } from './run.mjs';

install();
const source = `${root}/src`;
for (const folder of Object.keys(fragments)) {
  // What is needed of the build is the layout.
  if (!existsSync(`${source}/${folder}/code.ts`)) write(folder, '');
}
node('typescript/bin/tsc', '-p', 'tsconfig.build.json');
for (const folder of Object.keys(fragments)) {
  const { LAYOUT } = await import(new URL(`../dist/${folder}/layout.js`, import.meta.url).href);
  write(folder, await assemble(source, folder, LAYOUT));
}

function write(folder, base64) {
  writeFileSync(
    `${source}/${folder}/code.ts`,
    `/** The WebAssembly module of the \`*.wat\` files beside this one, assembled by scripts/write-wasm.mjs. */
export const ${basename(folder)}Code =
  '${base64}';
`,
  );
}
