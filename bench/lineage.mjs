// Lineage and all rules over so many tokens: a fifth hang below one key, a fifth in chains as deep as 5,000, and the rest
// is everyday: instances, people with SAML, keys that assume a role. Facts are made in memory, in the order of a case.
import { readFileSync } from 'node:fs';

const [dist, count] = process.argv.slice(2);
const tokens = Number(count);
const [
  { factColumns },
  { newColumn },
  { createTexts },
  { buildLineage },
  { detect },
  { configSchema },
  { parseAwsRanges },
] = await Promise.all(
  [
    'model/facts',
    'lib/tables',
    'lib/text-pool',
    'lineage/index',
    'detections/index',
    'model/config',
    'lib/aws-ranges',
  ].map((file) => import(`${dist}/${file}.js`)),
);

const START = 1_791_158_400;
const ACCOUNT = '111122223333';
const SECONDS = 80 * 86_400;
const CHAINS = Math.max(1, Math.ceil(tokens / 5 / 5000));
const FAN_OUT = 20;
const KEYS = 2 + CHAINS + Math.ceil(tokens / 500);
const facts = madeFacts();

const start = performance.now();
const lineage = buildLineage(facts, { asOf: START + SECONDS });
const built = performance.now();
const ranges = parseAwsRanges(JSON.parse(readFileSync(`${dist}/../data/aws-ip-ranges.json`, 'utf8')));
const findings = detect({ lineage, config: configSchema.parse({}), awsRanges: ranges });
const done = performance.now();
const depth = lineage.credentials.depth.reduce((most, each) => Math.max(most, each), 0);
process.stdout.write(
  JSON.stringify({
    tokens,
    credentials: lineage.credentials.length,
    findings: findings.length,
    depth,
    lineage: (built - start) / 1000,
    rules: (done - built) / 1000,
    seconds: (done - start) / 1000,
    maxRss: process.resourceUsage().maxRSS * 1024,
  }),
);

function madeFacts() {
  const texts = createTexts();
  const code = (text) => texts.codeOf(text);
  const tables = Object.fromEntries(
    Object.entries(factColumns).map(([kind, columns]) => {
      const length = { issuances: tokens, identities: tokens + KEYS, uses: tokens + KEYS }[kind] ?? 0;
      return [
        kind,
        {
          length,
          columns: Object.fromEntries(Object.entries(columns).map(([name, type]) => [name, newColumn(type, length)])),
        },
      ];
    }),
  );
  const words = {
    sts: code('sts.amazonaws.com'),
    s3: code('s3.amazonaws.com'),
    region: code('us-east-1'),
    account: code(ACCOUNT),
    agent: code('Boto3/1.40.11'),
    data: code('data'),
    assumedRole: code('AssumedRole'),
    user: code('IAMUser'),
    service: code('AWSService'),
    saml: code('SAMLUser'),
    ec2: code('ec2.amazonaws.com'),
    role: code('Role'),
    assumeRole: code('AssumeRole'),
    withSaml: code('AssumeRoleWithSAML'),
    getObject: code('GetObject'),
    provider: code(`arn:aws:iam::${ACCOUNT}:saml-provider/Company`),
    delivery: code('2.0'),
  };
  const keys = Array.from({ length: KEYS }, (_, index) => code(`AKIA${letters(index)}EXAMPLE`));
  const minted = Uint32Array.from({ length: tokens }, (_, index) => code(`ASIA${letters(index)}EXAMPLE`));
  const roles = Array.from({ length: 500 }, (_, index) => ({
    arn: code(`arn:aws:iam::${ACCOUNT}:role/role-${index}`),
    id: code(`AROA${letters(index)}EXAMPLE`),
    name: code(`role-${index}`),
    index,
  }));
  keys.forEach((key, index) => putKey({ tables, words, code }, { row: index, key, index }));
  for (let index = 0; index < tokens; index++) putToken({ tables, words, code, roles, keys, minted }, index);
  return { ...tables, texts };
}

/** Sorted as the numbers are. */
function letters(index) {
  let text = '';
  for (let rest = index, digit = 0; digit < 9; digit++, rest = Math.floor(rest / 26)) {
    text = String.fromCharCode(65 + (rest % 26)) + text;
  }
  return text;
}

function putKey({ tables, words, code }, { row, key, index }) {
  const arn = code(`arn:aws:iam::${ACCOUNT}:user/user-${index}`);
  const id = code(`AIDA${letters(index)}EXAMPLE`);
  set(tables.identities, row, { accessKeyId: key, type: words.user, principalId: id, arn, accountId: words.account });
  putUse(tables, words, { row, key, principalId: id, createdAt: 0, address: code('192.0.2.10'), at: START });
}

/** Whom a token was minted by, and as what: by its number alone. */
function planOf(index) {
  const turn = Math.floor(index / 5);
  switch (index % 5) {
    case 0: {
      const above = turn === 0 ? -1 : Math.floor((turn - 1) / FAN_OUT);
      return { signer: above < 0 ? { key: 0 } : { token: above * 5 }, role: turn % 400, session: 'tree' };
    }
    case 1: {
      const [chain, generation] = [turn % CHAINS, Math.floor(turn / CHAINS)];
      const signer = generation === 0 ? { key: 1 + chain } : { token: (turn - CHAINS) * 5 + 1 };
      return { signer, role: 400 + (generation % 2), session: `juggle-${chain}` };
    }
    case 2:
      return { by: 'ec2', role: 410 + (turn % 20), session: `i-${String(turn % 2000).padStart(17, '0')}` };
    case 3:
      return { by: 'saml', role: 440 + (turn % 20), session: `person-${turn % 3000}@example.com` };
    default:
      return { signer: { key: 1 + CHAINS + (turn % (KEYS - 1 - CHAINS)) }, role: 470 + (turn % 20), session: 'job' };
  }
}

function putToken(world, index) {
  const { tables, words, code, roles, minted } = world;
  const { signer, by, role: roleIndex, session } = planOf(index);
  const role = roles[roleIndex];
  const at = START + Math.floor((index / tokens) * (SECONDS - 3600));
  const principalId = code(`AROA${letters(role.index)}EXAMPLE:${session}`);
  const arn = code(`arn:aws:sts::${ACCOUNT}:assumed-role/role-${role.index}/${session}`);
  const row = KEYS + index;
  const place = by === 'ec2' ? `3.224.${((index / 5) % 200) | 0}.7` : '192.0.2.10';
  set(tables.issuances, index, {
    eventTime: at,
    eventSource: words.sts,
    eventName: words.assumeRole,
    awsRegion: words.region,
    recipientAccountId: words.account,
    accessKeyId: minted[index],
    expiration: at + 3600,
    sourceIPAddress: code('192.0.2.10'),
    userAgent: words.agent,
    roleArn: role.arn,
    sessionName: code(session),
    principalId,
    principalArn: arn,
    ...callerOf(world, { signer, by, session }),
  });
  tables.issuances.columns.eventID.set([index + 1, 0x40000000, 0x80000000, 1], index * 4);
  set(tables.identities, row, {
    accessKeyId: minted[index],
    type: words.assumedRole,
    principalId,
    arn,
    accountId: words.account,
    sessionCreatedAt: at,
    issuerType: words.role,
    issuerPrincipalId: role.id,
    issuerArn: role.arn,
    issuerAccountId: words.account,
    issuerUserName: role.name,
    ec2RoleDelivery: by === 'ec2' ? words.delivery : 0,
  });
  putUse(tables, words, { row, key: minted[index], principalId, createdAt: at, address: code(place), at: at + 5 });
}

function callerOf({ words, code, minted, keys }, { signer, by, session }) {
  if (by === 'ec2') return { callerType: words.service, invokedBy: words.ec2, sourceIPAddress: words.ec2 };
  if (by === 'saml') {
    return { eventName: words.withSaml, callerType: words.saml, provider: words.provider, subject: code(session) };
  }
  const caller = 'token' in signer ? [words.assumedRole, minted[signer.token]] : [words.user, keys[signer.key]];
  return { callerType: caller[0], signerAccessKeyId: caller[1], callerAccountId: words.account };
}

function putUse(tables, words, { row, key, principalId, createdAt, address, at }) {
  set(tables.uses, row, {
    accessKeyId: key,
    principalId,
    sessionCreatedAt: createdAt,
    sourceIPAddress: address,
    userAgent: words.agent,
    eventSource: words.s3,
    awsRegion: words.region,
    activity: words.data,
    first: at,
    last: at + 60,
    count: 20,
    firstEventName: words.getObject,
  });
  tables.uses.columns.firstEventID.set([row + 1, 0x40000000, 0x80000000, 2], row * 4);
  tables.uses.columns.lastEventID.set([row + 1, 0x40000000, 0x80000000, 3], row * 4);
}

function set(table, row, values) {
  for (const name in values) table.columns[name][row] = values[name];
}
