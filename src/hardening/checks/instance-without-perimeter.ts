import { count, listed } from '../../lib/wording.ts';
import { parseAddress } from '../../lib/addresses.ts';
import { byText } from '../../lib/by-text.ts';
import { originKindOf, originOf, rowsOf } from '../../lineage/index.ts';
import type { IamPolicy } from '../../model/iam.ts';
import type { Check, CheckContext, Found } from '../check.ts';
import { instancePlaces, type InstancePlace } from '../instances.ts';
import { deniesAllBut } from '../conditions.ts';
import { documentOf, statementsOf } from '../statements.ts';
import { references } from '../wording.ts';

/** A policy with more would not fit a role that has others. */
const MOST_ADDRESSES = 100;

export const instanceWithoutPerimeter: Check = {
  id: 'instance-without-perimeter',
  title: 'Instance roles whose credentials work anywhere',
  says: 'Credentials of an instance work from every network, so whoever steals them needs no foothold.',
  severities: ['medium', 'low'],
  documents: ['identity'],
  *advise(context) {
    const places = instancePlaces(context.lineage.facts);
    for (const [roleArn, role] of instanceRoles(context, places)) {
      const held = perimeterOf(context, roleArn);
      if (held !== 'has one') yield adviceOn(roleArn, role, held);
    }
  },
};

interface InstanceRole {
  readonly instances: Set<string>;
  readonly addresses: Set<string>;
  readonly vpcs: Set<string>;
  readonly accountId: string | null;
  hasEndpoints: boolean;
  isSuspicious: boolean;
}

function instanceRoles(context: CheckContext, places: ReadonlyMap<string, InstancePlace>): Map<string, InstanceRole> {
  const { lineage, suspicious } = context;
  const { credentials, facts } = lineage;
  const roles = new Map<string, InstanceRole>();
  for (let token = 0; token < credentials.length; token++) {
    const roleArn = facts.texts.get(credentials.roleArn[token]!);
    if (originKindOf(lineage, token) !== 'ec2-instance' || credentials.parent[token]! >= 0 || roleArn === null)
      continue;
    const role = roles.get(roleArn) ?? begin(facts.texts.get(credentials.accountId[token]!));
    roles.set(roleArn, role);
    const { id } = originOf(lineage, token);
    if (!role.instances.has(id)) addPlace(role, id, { context, place: places.get(id) });
    // Where a suspicious token was used from is the last place to allow.
    if (suspicious[token] === 1) role.isSuspicious = true;
    else addUses(role, lineage, token);
  }
  return new Map([...roles].sort(([a], [b]) => byText(a, b)));
}

const begin = (accountId: string | null): InstanceRole => ({
  instances: new Set(),
  addresses: new Set(),
  vpcs: new Set(),
  accountId,
  hasEndpoints: false,
  isSuspicious: false,
});

function addPlace(
  role: InstanceRole,
  instanceId: string,
  { context, place }: { context: CheckContext; place: InstancePlace | undefined },
): void {
  role.instances.add(instanceId);
  const vpcId = place?.vpcId ?? null;
  if (vpcId !== null) role.vpcs.add(vpcId);
  for (const address of place?.publicAddresses ?? []) role.addresses.add(address);
  for (const told of context.config.instanceAddresses) {
    if (told.instanceId !== undefined && told.instanceId !== instanceId) continue;
    for (const address of told.addresses) role.addresses.add(address);
  }
}

function addUses(role: InstanceRole, lineage: CheckContext['lineage'], token: number): void {
  const { uses, texts } = lineage.facts;
  const { sourceIPAddress, invokedBy, vpcEndpointId } = uses.columns;
  for (const row of rowsOf(lineage.usesOf, token)) {
    if (vpcEndpointId[row] !== 0) role.hasEndpoints = true;
    const address = invokedBy[row] === 0 ? texts.get(sourceIPAddress[row]!) : null;
    if (address !== null && parseAddress(address)?.scope === 'public') role.addresses.add(address);
  }
}

const perimeterKeys = [
  'aws:sourceip',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:vpcsourceip',
  'aws:ec2instancesourcevpc',
  'aws:ec2instancesourceprivateipv4',
];

type Perimeter = 'has one' | 'has none' | 'unknown';

function perimeterOf({ iam }: CheckContext, roleArn: string): Perimeter {
  for (const { roles, organization } of iam?.accounts ?? []) {
    const role = roles.find(({ arn }) => arn === roleArn);
    if (role === undefined) continue;
    const levels = organization?.scps ?? [];
    const policies = [...role.policies, ...levels.flatMap((level) => level.policies)];
    return policies.some(isPerimeter) ? 'has one' : 'has none';
  }
  return 'unknown';
}

function isPerimeter({ document }: IamPolicy): boolean {
  return statementsOf(document).some(
    (one) => one['Effect'] === 'Deny' && perimeterKeys.some((key) => deniesAllBut(one, key)),
  );
}

function adviceOn(roleArn: string, role: InstanceRole, held: Perimeter): Found {
  const addresses = [...role.addresses].sort(byText);
  const isListed = addresses.length > 0 && addresses.length <= MOST_ADDRESSES;
  const places = [...role.vpcs].sort(byText);
  const from = [
    ...(isListed ? [`the ${addresses.length === 1 ? 'address' : 'addresses'} ${listed(addresses)}`] : []),
    ...(places.length === 0 ? [] : [`the network ${listed(places)}`]),
    ...(role.hasEndpoints ? ['VPC endpoints'] : []),
  ];
  return {
    severity: role.isSuspicious ? 'medium' : 'low',
    accountId: role.accountId,
    target: roleArn,
    reason:
      `${count(role.instances.size, 'instance')} (${listed([...role.instances].sort(byText))}) ${role.instances.size === 1 ? 'has' : 'have'} it, ` +
      (from.length === 0 ? 'and the logs do not tell where they call from. ' : `calling from ${listed(from)}. `) +
      (held === 'has none'
        ? 'No policy of it denies calls from elsewhere.'
        : 'Whether a policy of it denies calls from elsewhere is not known without an IAM snapshot.'),
    policy: isListed ? perimeter(addresses) : strictPerimeter,
    how: isListed
      ? 'Put it on the role after looking at the addresses: those of autoscaled instances change, those of a NAT gateway do not. Calls through endpoints of its own network go on, and so do calls that services make for it.'
      : 'The document lets calls through by VPC endpoints of its own network alone: every service that it uses needs an endpoint first.',
    reference: references.conditionKeys,
  };
}

/** Only for credentials of an instance: the role's other sessions lack `ec2:SourceInstanceARN`. */
const ofInstance = { Null: { 'ec2:SourceInstanceARN': 'false' }, BoolIfExists: { 'aws:ViaAWSService': 'false' } };

/** Every operator must match for the deny to bite: neither one of the addresses, nor the instance's own network. */
function perimeter(addresses: readonly string[]): object {
  return documentOf([
    {
      Sid: 'OnlyFromWhereItLives',
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: {
        NotIpAddressIfExists: { 'aws:SourceIp': addresses },
        StringNotEqualsIfExists: { 'aws:SourceVpc': '${aws:Ec2InstanceSourceVpc}' },
        ...ofInstance,
      },
    },
  ]);
}

/** AWS's published pattern. */
const strictPerimeter = documentOf([
  {
    Sid: 'SameVpc',
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:SourceVpc': '${aws:Ec2InstanceSourceVpc}' }, ...ofInstance },
  },
  {
    Sid: 'SamePrivateIp',
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:Ec2InstanceSourcePrivateIPv4': '${aws:VpcSourceIp}' }, ...ofInstance },
  },
]);
