/** The case of the sample: whoever scans a trail of his own in this folder, before or after, must not find the sample's thief in it. */
export const sampleCase = 'stemma-sample.db';

/** What `npm start` asks of the command, from the root of the repository. */
export const sampleScan = [
  'scan',
  'examples/leaked-key',
  '--iam',
  'examples/leaked-key/iam.json',
  '--as-of',
  'last',
  '--case',
  sampleCase,
  ...['xlsx', 'json', 'html'].flatMap((ending) => ['--output', `stemma-report.${ending}`]),
];
