// Builds the explorer's page: once as files for `stemma serve`, once as a single file for `-o report.html`.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { build } from 'vite';
import { root } from './run.mjs';

const folder = join(root, 'dist/explorer/client');

await build({
  root: join(root, 'src/explorer/client'),
  configFile: false,
  logLevel: 'warn',
  base: '/',
  build: {
    outDir: folder,
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    // Fonts stay files for the server; the report takes them in below.
    assetsInlineLimit: 0,
    rollupOptions: {
      output: { entryFileNames: 'page.js', assetFileNames: '[name][extname]', chunkFileNames: '[name].js' },
    },
  },
});
writeFileSync(join(folder, 'report.html'), singleFile());

/** The page with its parts inside, and a policy under which nothing else runs and nothing leaves. */
function singleFile() {
  const names = readdirSync(folder);
  const only = (ending) => {
    const found = names.filter((name) => extname(name) === ending);
    if (found.length !== 1) throw new Error(`expected one ${ending} file, found ${found.join(', ')}`);
    return readFileSync(join(folder, found[0]), 'utf8');
  };
  const script = only('.js').replaceAll('</script', '<\\/script');
  const style = only('.css').replaceAll(/url\(\/([\w.-]+\.woff2)\)/g, (_, name) => {
    return `url(data:font/woff2;base64,${readFileSync(join(folder, name)).toString('base64')})`;
  });
  if (/url\((?!data:)/.test(style)) throw new Error('a style names a file that the report does not carry');
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; font-src data:; img-src data:; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>stemma</title>
<style>${style}</style>
</head>
<body>
<div id="app"></div>
<noscript>This report is a page that needs JavaScript, which is all inside this file: allow it for this page.</noscript>
<!--stemma-data-->
<script type="module">${script}</script>
</body>
</html>
`;
}
