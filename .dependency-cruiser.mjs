// Who may import whom. The rooms and the reasons are in docs/architecture.md.
const may = {
  model: [],
  lib: ['model'],
  aws: ['model', 'lib'],
  synth: ['model', 'lib'],
  store: ['model', 'lib'],
  sources: ['model', 'lib', 'aws', 'evidence'],
  evidence: ['model', 'lib'],
  integrity: ['model', 'lib', 'sources'],
  lineage: ['model', 'lib'],
  posture: ['model', 'lib', 'aws'],
  reports: ['model', 'lib'],
  detections: ['model', 'lib', 'lineage'],
  hardening: ['model', 'lib', 'lineage'],
  containment: ['model', 'lib', 'lineage', 'aws'],
  pipeline: [
    'model',
    'lib',
    'aws',
    'sources',
    'evidence',
    'store',
    'lineage',
    'posture',
    'detections',
    'containment',
    'hardening',
    'integrity',
    'synth',
  ],
  explorer: ['model', 'lib', 'store', 'reports', 'pipeline'],
  cli: ['model', 'lib', 'pipeline', 'explorer', 'reports', 'synth'],
};
const pure =
  'model|lib|lineage|detections|hardening|reports|synth|evidence/extract|posture/evaluate|containment/(actions|scripts)';
const owner = {
  '@duckdb': 'store',
  '@aws-sdk|@smithy': 'aws',
  '@cloud-copilot': 'posture',
  'hono|@hono': 'explorer',
  'commander|@commander-js': 'cli',
  'write-excel-file': 'reports',
  'jsonc-parser': 'pipeline',
};
const rooms = Object.keys(may).join('|');
const source = { pathNot: '[.]test[.]ts$' };
const error = (rule) => ({ severity: 'error', ...rule });

export default {
  forbidden: [
    error({ name: 'no-circular', comment: 'A cycle has no order to read it in.', from: {}, to: { circular: true } }),
    error({
      name: 'enter-by-the-door',
      comment: 'A room shows a few verbs in its index.ts; the rest may change freely.',
      from: { path: `^src/(${rooms})/` },
      to: { path: `^src/(${rooms})/`, pathNot: ['^src/$1/', '^src/(model|lib)/', '/index[.]ts$'] },
    }),
    ...Object.entries(may).map(([room, ok]) =>
      error({
        name: `${room}-may-import`,
        comment: `Only: ${[room, ...ok].join(', ')}.`,
        from: { path: `^src/${room}/`, ...source },
        to: { path: '^src/', pathNot: `^src/(${[room, ...ok].join('|')})/` },
      }),
    ),
    error({
      name: 'pure-rooms-touch-nothing',
      comment: 'Data in, data out: no files, network, clock or processes. Giving memory back shows in no result.',
      from: { path: `^src/(${pure})`, pathNot: [source.pathNot, '^src/lib/free-arrays[.]ts$'] },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|net|util|buffer)$' },
    }),
    ...Object.entries(owner).map(([pkg, room]) =>
      error({
        name: `only-${room}-imports-${pkg.replace(/[^a-z]/g, '')}`,
        comment: 'One room knows this library; the others know what it is for.',
        from: { path: '^src/', pathNot: `^src/${room}/` },
        to: { path: `node_modules/(${pkg})` },
      }),
    ),
    error({
      name: 'page-knows-data-only',
      comment: 'What runs in a browser takes nouns and pure helpers, and nothing that a server has.',
      from: { path: '^src/explorer/client/', ...source },
      to: { path: '^src/', pathNot: '^src/(explorer/client|model|lib)/' },
    }),
    error({
      name: 'only-apply-writes',
      comment: 'Nothing but `contain --apply` changes an account.',
      from: { path: '^src/', pathNot: '^src/(aws/write/|containment/apply[.]ts$)' },
      to: { path: '^src/aws/write/' },
    }),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
