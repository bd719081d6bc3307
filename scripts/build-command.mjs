// Bundles the command and its worker into dist/bin: what Node has to look for and compile one by one, some hundred small files
// of ours and of the libraries that every command loads, would take longer than most commands. What is large, native or
// loaded by some commands only stays a dependency.
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { root } from './run.mjs';

/** Each with its licence in dist/bin/LICENSES.txt. */
const bundled = ['@commander-js/extra-typings', '@duckdb/node-api', 'commander', 'ipaddr.js', 'jsonc-parser', 'zod'];
const folder = join(root, 'dist/bin');

await build({
  root,
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  // Where a library lies must not be in what is built: the same source gives the same bytes anywhere.
  resolve: { preserveSymlinks: true },
  build: {
    ssr: true,
    outDir: folder,
    target: 'node20',
    minify: false,
    rollupOptions: {
      // Threads are started from files of their own, which lie beside the others in the bundle.
      input: {
        main: join(root, 'dist/cli/main.js'),
        worker: join(root, 'dist/evidence/worker.js'),
        'pack-worker': join(root, 'dist/pipeline/synth/pack-worker.js'),
      },
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: '[name]-[hash].js',
        // Of its own, or it comes to lie with the server of the page, and every report loads that and its libraries.
        codeSplitting: { groups: [{ name: 'page-data', test: /dist\/reports\/html\// }] },
      },
    },
  },
  ssr: { noExternal: bundled },
});
// npm does so when it installs the package. One that is linked (npm install -g .) is built again without being installed again.
chmodSync(join(folder, 'main.js'), 0o755);
writeFileSync(join(folder, 'LICENSES.txt'), bundled.map(licence).join('\n'));

function licence(name) {
  const own = join(root, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8'));
  const file = ['LICENSE', 'LICENSE.md'].map((each) => join(own, each)).find((path) => existsSync(path));
  const text = file === undefined ? `Licence: ${license}\n` : readFileSync(file, 'utf8');
  return `${name} ${version}\n${'='.repeat(72)}\n\n${text}`;
}
