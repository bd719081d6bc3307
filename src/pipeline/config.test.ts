import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rules } from '../detections/index.ts';
import { ConfigError } from '../lib/errors.ts';
import { loadConfig, readConfig } from './config.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stemma-config-'));
});
afterAll(() => rm(folder, { recursive: true }));

const put = async (name: string, text: string): Promise<string> => {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
};

/** What is said of a configuration, without the path of the file. */
async function problemsOf(text: string): Promise<readonly string[]> {
  const file = await put('wrong.json', text);
  const error: unknown = await loadConfig(file).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConfigError);
  const { exitCode, problems } = error as ConfigError;
  expect(exitCode).toBe(2);
  expect(problems.every((problem) => problem.startsWith(`${file}:`))).toBe(true);
  return problems.map((problem) => problem.slice(file.length + 1));
}

const ids = rules.map(({ id }) => id).join(', ');
const topKeys = '$schema, trustedNetworks, knownAccounts';
const suppression = (fields: object): string =>
  JSON.stringify({
    suppressions: [
      { rule: 'token-chain', match: '*', reason: 'agreed', owner: 'platform', expires: '2027-01-31', ...fields },
    ],
  });

test.each<[string, string, string[]]>([
  ['a list at the top', '[]', ['1:1: must be an object: { … }']],
  ['an empty file', '', ['1:1: a value is expected']],
  [
    'a mistyped rule id',
    '{\n  "rules": {\n    "token-chian": {} } }',
    [`3:5: rules.token-chian: no rule has this id; did you mean token-chain? rules are: ${ids}`],
  ],
  [
    'a severity that is none',
    '{ "rules": { "token-chain": { "severity": "severe" } } }',
    ['1:43: rules.token-chain.severity: must be one of info, low, medium, high, critical'],
  ],
  [
    'off as a text',
    '{ "rules": { "token-chain": { "off": "yes" } } }',
    ['1:38: rules.token-chain.off: must be true or false'],
  ],
  [
    'an unknown key of a rule',
    '{ "rules": { "token-chain": { "of": true } } }',
    ['1:31: rules.token-chain.of: unknown key; did you mean off? keys here are: off, severity'],
  ],
  [
    'a threshold of a rule that has none',
    '{ "rules": { "token-chain": { "thresholds": { "minutes": 5 } } } }',
    ['1:47: rules.token-chain.thresholds.minutes: no threshold has this name; token-chain has no thresholds'],
  ],
  [
    'a threshold that its rule does not have',
    '{ "rules": { "refresh-loop": { "thresholds": { "minutes": 5 } } } }',
    [
      '1:48: rules.refresh-loop.thresholds.minutes: no threshold has this name; thresholds of refresh-loop are: refreshes',
    ],
  ],
  [
    'a threshold out of range',
    '{ "rules": { "refresh-loop": { "thresholds": { "refreshes": 0.5 } } } }',
    ['1:61: rules.refresh-loop.thresholds.refreshes: must be a whole number of at least 1 (refreshes)'],
  ],
  [
    'a threshold as a text',
    '{ "rules": { "refresh-loop": { "thresholds": { "refreshes": "2" } } } }',
    ['1:61: rules.refresh-loop.thresholds.refreshes: must be a number'],
  ],
  [
    'a CIDR block that is none',
    '{ "trustedNetworks": [\n  { "name": "office", "cidr": "203.0.113.0/33" }] }',
    [
      '2:31: trustedNetworks[0].cidr: "203.0.113.0/33" is neither an address nor a CIDR block such as 203.0.113.0/24 or 2001:db8::/48',
    ],
  ],
  [
    'a network without a name',
    '{ "trustedNetworks": [{ "cidr": "203.0.113.0/24" }] }',
    ['1:23: trustedNetworks[0].name: is missing'],
  ],
  [
    'an account id as a number',
    '{ "knownAccounts": [111122223333] }',
    ['1:21: knownAccounts[0]: must be a text in double quotes'],
  ],
  [
    'a short account id',
    '{ "knownAccounts": ["111122223333", "11112222333"] }',
    ['1:37: knownAccounts[1]: must be an account id: 12 digits, in quotes'],
  ],
  [
    'one account instead of a list',
    '{ "knownAccounts": "111122223333" }',
    ['1:20: knownAccounts: must be a list: [ … ]'],
  ],
  [
    'an organization id that is none',
    '{ "organizationId": "111122223333" }',
    ['1:21: organizationId: must be the id of an organization: o- and 10 to 32 letters or digits'],
  ],
  [
    'a caller that is only the end of an ARN (role)',
    '{ "allowedChains": [{ "from": "role/ci", "to": "*" }] }',
    [
      '1:31: allowedChains[0].from: "role/ci" matches no ARN: write arn:aws:iam::111122223333:role/name, with * for any text',
    ],
  ],
  [
    'a caller that is only the end of an ARN (user)',
    '{ "allowedChains": [{ "from": "user/ci", "to": "*" }] }',
    [
      '1:31: allowedChains[0].from: "user/ci" matches no ARN: write arn:aws:iam::111122223333:role/name, with * for any text',
    ],
  ],
  [
    'a caller that is only the end of an ARN (session)',
    '{ "allowedChains": [{ "from": "assumed-role/ci/me", "to": "*" }] }',
    [
      '1:31: allowedChains[0].from: "assumed-role/ci/me" matches no ARN: write arn:aws:iam::111122223333:role/name, with * for any text',
    ],
  ],
  [
    'a role name where an ARN is matched',
    '{ "allowedChains": [{ "from": "ci", "to": "arn:aws:iam::111122223333:role/deploy" }] }',
    [
      '1:31: allowedChains[0].from: "ci" matches no ARN: write arn:aws:iam::111122223333:role/name, with * for any text',
    ],
  ],
  [
    'a forbidden role by its name alone',
    '{ "forbiddenRoles": [{ "role": "break-glass" }] }',
    [
      '1:32: forbiddenRoles[0].role: "break-glass" matches no ARN: write arn:aws:iam::111122223333:role/name, with * for any text',
    ],
  ],
  [
    'an instance id that is none',
    '{ "instanceAddresses": [{ "instanceId": "web-1", "addresses": [] }] }',
    ['1:41: instanceAddresses[0].instanceId: must be an instance id such as i-0123456789abcdef0'],
  ],
  [
    'an instance address that is none',
    '{ "instanceAddresses": [{ "addresses": ["192.0.2.1", "gateway"] }] }',
    [
      '1:54: instanceAddresses[0].addresses[1]: "gateway" is neither an address nor a CIDR block such as 203.0.113.0/24 or 2001:db8::/48',
    ],
  ],
  [
    'a file of addresses that is not there',
    '{ "instanceAddresses": [\n { "file": "none.json" }] }',
    ['2:12: instanceAddresses[0].file: none.json cannot be read: there is no such file'],
  ],
  [
    'address ranges that are not there',
    '{ "awsIpRanges": "ranges.json" }',
    ['1:18: awsIpRanges: ranges.json cannot be read: there is no such file'],
  ],
  [
    'a date that is none',
    suppression({ expires: '31.1.2027' }),
    ['1:99: suppressions[0].expires: must be a date such as 2027-01-31'],
  ],
  [
    'a day that never comes',
    suppression({ expires: '2027-02-30' }),
    ['1:99: suppressions[0].expires: must be a date such as 2027-01-31'],
  ],
  ['an empty reason', suppression({ reason: ' ' }), ['1:61: suppressions[0].reason: must not be empty']],
  ['no end', suppression({ expires: undefined }), ['1:18: suppressions[0].expires: is missing']],
  ['nobody who owns it', suppression({ owner: undefined }), ['1:18: suppressions[0].owner: is missing']],
  [
    'a suppression of no rule',
    suppression({ rule: 'refresh-lop' }),
    [`1:26: suppressions[0].rule: "refresh-lop": no rule has this id; did you mean refresh-loop? rules are: ${ids}`],
  ],
  ['a key given twice', '{ "rules": {},\n "rules": {} }', ['2:2: rules: is given twice']],
  [
    'a text in single quotes',
    "{ 'rules': {} }",
    ['1:3: no JSON: texts need double quotes, and only true, false, null and numbers go without'],
  ],
  ['a missing comma', '{ "knownAccounts": []\n "rules": {} }', ['2:2: a comma is expected']],
  ['an unclosed comment', '{ /* open', ['1:3: a comment is not closed']],
])('%s is told with its place', async (_, text, problems) => {
  expect(await problemsOf(text)).toEqual(problems);
});

test('an unknown key is told with the one that was meant, and with all that there are', async () => {
  const [problem, ...more] = await problemsOf('{ "trustedNetwork": [] }');
  expect(more).toEqual([]);
  expect(problem).toMatch(/^1:3: trustedNetwork: unknown key; did you mean trustedNetworks\? keys here are: /);
  expect(problem).toContain(topKeys);
});

test('all that is wrong is told at once, in the order of the file, whatever kind it is of', async () => {
  const problems = await problemsOf(`{
  "rules": { "none": {} },
  "trustedNetworks": [{ "name": "", "cidr": "office" }],
  "knownAccounts": ["1"],
  "colour": "red",
  "suppressions": {}
}`);
  expect(problems.map((problem) => problem.slice(0, problem.indexOf(': ')))).toEqual([
    '2:14',
    '3:33',
    '3:45',
    '4:21',
    '5:3',
    '6:19',
  ]);
});

test('line ends of every kind count as one line', async () => {
  const [problem] = await problemsOf('{\r\n  // one\r  // two\n  "rules": [] }');
  expect(problem).toMatch(/^4:12: rules: /);
});

test('comments, trailing commas and a byte order mark are no errors', async () => {
  const file = await put('commented.json', '\ufeff// what we know\n{ "knownAccounts": ["444455556666",], /* end */ }');
  expect(await loadConfig(file)).toMatchObject({ knownAccounts: ['444455556666'], rules: {} });
});

test('a file that was named must be there; the usual one need not', async () => {
  await expect(loadConfig(join(folder, 'absent.json'))).rejects.toThrow(
    /absent\.json: cannot be read: there is no such file$/,
  );
  expect(await readConfig(null)).toMatchObject({ file: null, config: { trustedNetworks: [] } });
});

const instances = {
  Reservations: [
    {
      Instances: [
        {
          InstanceId: 'i-0123456789abcdef0',
          PrivateIpAddress: '10.0.0.5',
          PublicIpAddress: '198.51.100.5',
          NetworkInterfaces: [
            {
              PrivateIpAddresses: [
                { PrivateIpAddress: '10.0.0.5', Association: { PublicIp: '198.51.100.5' } },
                { PrivateIpAddress: '10.0.0.6' },
              ],
              Ipv6Addresses: [{ Ipv6Address: '2001:db8::5' }],
            },
          ],
        },
        { InstanceId: 'i-0123456789abcdef1', State: { Name: 'terminated' } },
        { PrivateIpAddress: '10.0.0.9' },
      ],
    },
  ],
};
const ofInstance = {
  instanceId: 'i-0123456789abcdef0',
  addresses: ['10.0.0.5', '198.51.100.5', '10.0.0.6', '2001:db8::5'],
};
const elastic = {
  Addresses: [
    { PublicIp: '198.51.100.7', AllocationId: 'eipalloc-1', InstanceId: 'i-0123456789abcdef2' },
    { PublicIp: '198.51.100.8', AllocationId: 'eipalloc-2', NetworkInterfaceId: 'eni-1' },
    { PublicIp: '198.51.100.9', AllocationId: 'eipalloc-3' },
  ],
};
const ofElastic = [{ instanceId: 'i-0123456789abcdef2', addresses: ['198.51.100.7'] }, { addresses: ['198.51.100.8'] }];

test.each([
  ['describe-instances', instances, [ofInstance]],
  ['describe-instances without its reservations', instances.Reservations[0]!, [ofInstance]],
  ['describe-instances --query Reservations[].Instances', [instances.Reservations[0]!.Instances], [ofInstance]],
  ['describe-addresses', elastic, ofElastic],
  ['describe-addresses --query Addresses', elastic.Addresses, ofElastic],
  ['an account without instances', { Reservations: [] }, []],
  [
    'stemma snapshot',
    {
      stemmaSnapshot: 1,
      instances: [{ instanceId: 'i-0abc', privateAddresses: ['10.0.0.5'], publicAddresses: ['203.0.113.5'] }],
      addresses: [{ address: '203.0.113.9', instanceId: null, natGatewayId: 'nat-0abc' }],
    },
    [{ instanceId: 'i-0abc', addresses: ['10.0.0.5', '203.0.113.5'] }, { addresses: ['203.0.113.9'] }],
  ],
])('addresses are read from the output of %s', async (_, output, addresses) => {
  await put('output.json', JSON.stringify(output));
  const file = await put('files.json', '{ "instanceAddresses": { "file": "output.json" } }');
  expect((await loadConfig(file)).instanceAddresses).toEqual(addresses);
});

test('files and addresses stand side by side', async () => {
  await put('output.json', JSON.stringify(elastic));
  const file = await put(
    'both.json',
    '{ "instanceAddresses": [{ "addresses": ["192.0.2.1"] }, { "file": "output.json" }] }',
  );
  const { config, addressFiles } = await readConfig(file);
  expect(config.instanceAddresses).toEqual([{ addresses: ['192.0.2.1'] }, ...ofElastic]);
  expect(addressFiles).toEqual([{ file: 'output.json', addresses: 2 }]);
});

test.each([
  ['other JSON', '{ "Volumes": [] }', /output\.json is no output of "aws ec2 describe-instances" or/],
  [
    'no JSON',
    'INSTANCES\tus-east-1',
    /output\.json is no JSON: write it with "aws ec2 describe-instances --output json"/,
  ],
])('%s is no output of the AWS CLI', async (_, output, message) => {
  await put('output.json', output);
  const [problem] = await problemsOf('{ "instanceAddresses": [{ "file": "output.json" }] }');
  expect(problem).toMatch(message);
});
