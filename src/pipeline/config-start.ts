import { formatTime } from '../lib/time.ts';
import type { CaseSurvey, NetworkSeen } from './config-survey.ts';

const MOST = 20;

/**
 * The text of a first `stemma.config.json`. All that a case suggests is in comments: nothing is trusted until somebody takes the
 * slashes away. `from` names the case; null starts from nothing.
 */
export function configStart(survey: CaseSurvey | null, from: string | null): string {
  const seen = survey ?? nothingSeen;
  return `${[
    '// Configuration of stemma: "stemma config check" tests it, docs/configuration.md explains every key.',
    from === null
      ? '// Take the slashes from an example and change it.'
      : `// Started from ${quoted(from)}. Nothing is trusted until you take the slashes from a line: ask whose it is first.`,
    '{',
    ...section(
      'Networks from which calls are expected: offices, VPNs, egress of a data centre.',
      'trustedNetworks',
      networkLines(seen),
    ),
    ...section(
      'Accounts that are yours or trusted. Those whose logs are read are known anyway.',
      'knownAccounts',
      accountLines(seen),
    ),
    '  // Your organization: all accounts whose logs lie under its id are known, and those that a snapshot says are in it.',
    ...organizationLines(seen),
    ...section(
      'Role chains that are meant to be: caller (role or user) and role, * for any text.',
      'allowedChains',
      chainLines(seen),
    ),
    ...section('Roles that nobody may assume, or only those in "except".', 'forbiddenRoles', [
      suggestion({ role: 'arn:aws:iam::*:role/break-glass', except: ['arn:aws:iam::111122223333:user/ops-*'] }),
    ]),
    ...section(
      'Addresses that instances speak from. Without "instanceId": of all instances (NAT gateways, proxies).',
      'instanceAddresses',
      gatewayLines(seen),
    ),
    '  // Per rule: "off", "severity" (info, low, medium, high, critical), "thresholds". The rules are in docs/rules/.',
    '  "rules": {',
    '    // "external-chain": { "severity": "low" },',
    '    // "refresh-loop": { "thresholds": { "refreshes": 2 } },',
    '  },',
    '  // Findings that are accepted for a time. "match": an access key id, origin id, role ARN or finding id; * for any text.',
    '  "suppressions": [',
    `    // ${object({ rule: 'token-chain', match: 'arn:aws:iam::111122223333:role/broker', reason: 'session broker', owner: 'platform team', expires: '2027-01-31' })},`,
    '  ]',
    '}',
  ].join('\n')}\n`;
}

const nothingSeen: CaseSurvey = {
  ownAccounts: [],
  organizations: [],
  foreignAccounts: [],
  networks: [],
  chains: [],
  gateways: [],
  doubtful: { networks: 0, chains: [] },
};

function section(about: string, key: string, lines: readonly string[]): string[] {
  return [`  // ${about}`, `  "${key}": [`, ...lines.map((line) => `    ${line}`), '  ],'];
}

function networkLines({ networks, doubtful }: CaseSurvey): string[] {
  const example = suggestion({ name: 'office', cidr: '203.0.113.0/24' });
  const seen = networks
    .slice(0, MOST)
    .map((network) => suggestion({ name: 'name it', cidr: network.cidr }, networkNote(network)));
  const left = doubtful.networks;
  return [
    ...(seen.length > 0 ? seen : [example]),
    ...more(networks.length, 'networks'),
    ...(left === 0 ? [] : [`// Not suggested: ${left} more, from which credentials were used that findings name.`]),
  ];
}

function networkNote({ calls, credentials, first, last }: NetworkSeen): string {
  const day = (seconds: number): string => formatTime(seconds).slice(0, 10);
  return `${calls} calls with ${credentials} credentials, ${day(first)} to ${day(last)}`;
}

function accountLines({ ownAccounts, foreignAccounts }: CaseSurvey): string[] {
  const plain = foreignAccounts.filter(({ rules }) => rules.length === 0);
  const named = foreignAccounts.filter(({ rules }) => rules.length > 0);
  const lines = [
    ...ownAccounts.map((account) => `${quoted(account)}, // its logs were read`),
    ...plain.map(({ account }) => `// ${quoted(account)}, // occurs in the logs; whose is it?`),
    ...named.map(({ account, rules }) => `// Not suggested, findings speak of it: ${account} (${rules.join(', ')})`),
  ];
  return lines.length > 0 ? lines : ['// "444455556666",'];
}

function organizationLines({ organizations }: CaseSurvey): string[] {
  const ids = organizations.length > 0 ? organizations : ['o-exampleorgid'];
  const note = organizations.length > 0 ? ' // logs lie under it' : '';
  return ids.map((id) => `  // "organizationId": ${quoted(id)},${note}`);
}

function chainLines({ chains, doubtful }: CaseSurvey): string[] {
  const example = suggestion({
    from: 'arn:aws:iam::111122223333:role/ci',
    to: 'arn:aws:iam::444455556666:role/deploy',
  });
  const seen = chains.slice(0, MOST).map(({ from, to, tokens }) => suggestion({ from, to }, `${tokens} tokens`));
  return [
    ...(seen.length > 0 ? seen : [example]),
    ...more(chains.length, 'chains'),
    ...doubtful.chains
      .slice(0, MOST)
      .map(({ from, to }) => `// Not suggested, findings name its tokens: ${quoted(from)} to ${quoted(to)}`),
    ...more(doubtful.chains.length, 'such chains'),
  ];
}

function gatewayLines({ gateways }: CaseSurvey): string[] {
  return [
    '// { "file": "describe-instances.json" }, // aws ec2 describe-instances > describe-instances.json',
    '// { "file": "describe-addresses.json" }, // aws ec2 describe-addresses > describe-addresses.json',
    ...gateways
      .slice(0, MOST)
      .map(({ address, instances, calls }) =>
        suggestion({ addresses: [address] }, `${calls} calls of ${instances} instances: a NAT gateway or proxy?`),
      ),
    ...more(gateways.length, 'addresses'),
  ];
}

function more(length: number, what: string): string[] {
  return length > MOST ? [`// and ${length - MOST} more ${what}`] : [];
}

function suggestion(value: Readonly<Record<string, unknown>>, note?: string): string {
  return `// ${object(value)},${note === undefined ? '' : ` // ${note}`}`;
}

/** One line of JSON with room to breathe, in ASCII: names come from the logs, and a line end would leave the comment. */
function object(value: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(value).map(([key, field]) => `${quoted(key)}: ${quoted(field)}`);
  return `{ ${fields.join(', ')} }`;
}

function quoted(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
