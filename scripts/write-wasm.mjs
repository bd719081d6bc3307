// Assembles the *.wat files of src/evidence/inflate and src/evidence/tally into code.ts beside them. Tests say when one is out
// of date.
import { existsSync, writeFileSync } from 'node:fs';
import { assemble } from './assemble.mjs';
import { install, node, root } from './run.mjs';

install();
const modules = { inflate: 'inflateCode', tally: 'tallyCode' };
const folder = `${root}/src/evidence`;
for (const [name, constant] of Object.entries(modules)) {
  const file = `${folder}/${name}/code.ts`;
  // What is needed of the build is the layout.
  if (!existsSync(file)) write(file, constant, '');
}
node('typescript/bin/tsc', '-p', 'tsconfig.build.json');
for (const [name, constant] of Object.entries(modules)) {
  const { LAYOUT } = await import(new URL(`../dist/evidence/${name}/layout.js`, import.meta.url).href);
  write(`${folder}/${name}/code.ts`, constant, await assemble(folder, name, LAYOUT));
}

function write(file, constant, base64) {
  writeFileSync(
    file,
    `/** The WebAssembly module of the \`*.wat\` files beside this one, assembled by scripts/write-wasm.mjs. */
export const ${constant} =
  '${base64}';
`,
  );
}
