// Renews the pictures of docs/explorer.md: the browser tests make them, this takes those that the page shows.
import { copyFileSync, mkdirSync } from 'node:fs';
import { build, install, must, root } from './run.mjs';

const pictures = {
  overview: 'leaked-key-served-overview',
  lineage: 'leaked-key-served-lineage',
  token: 'leaked-key-dark-token',
  plan: 'leaked-key-served-plan',
  roles: 'leaked-key-served-roles',
};

install();
build();
must(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', 'test/e2e/explorer.test.ts']);
mkdirSync(`${root}/docs/explorer`, { recursive: true });
for (const [name, made] of Object.entries(pictures)) {
  copyFileSync(`${root}/.cache/screenshots/${made}.png`, `${root}/docs/explorer/${name}.png`);
}
