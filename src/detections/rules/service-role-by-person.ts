import { originKindOf } from '../../lineage/index.ts';
import type { Lineage, OriginKind } from '../../model/lineage.ts';
import { allowedChainTest } from '../allowed-chains.ts';
import { issuanceEvidence } from '../evidence.ts';
import { allowedEdges } from '../minting.ts';
import { livenessOf } from '../liveness.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { thresholdOf } from '../thresholds.ts';
import { at, homeOf, issuedFrom, keyOf, latest, originPhrase, roleName } from '../wording.ts';

export const serviceRoleByPerson: Rule = {
  id: 'service-role-by-person',
  title: 'A role that only services assumed is assumed with a key or token',
  says: 'For at least seven days only AWS services assumed a role, for their workloads; then a key or a token did.',
  canBeWrong:
    'Somebody who tests a function with the function’s own role, and whose trust policy allows that, looks the same.',
  severities: ['high'],
  attack: ['T1078.004', 'T1548.005', 'T1528'],
  thresholds: [
    { name: 'days', default: 7, unit: 'days', says: 'How long services alone must have assumed the role.', least: 1 },
  ],
  detect,
};

const DAY_SECONDS = 86_400;

/** Who assumed one role, as far as the logs tell. */
interface Assumptions {
  /** Infinity for never, here and below. */
  firstByService: number;
  /** When it was first held by somebody of whom the logs do not tell how he got it, or who came with an assertion. */
  firstByOthers: number;
  /** Tokens that a credential asked for. */
  readonly byCredential: number[];
}

function* detect({ lineage, config }: DetectionContext): Iterable<Detection> {
  const { issuedAt } = lineage.credentials;
  const isAllowed = allowedEdges(lineage, allowedChainTest(config));
  const enough = thresholdOf(serviceRoleByPerson, 'days', config) * DAY_SECONDS;
  for (const [role, { firstByService, firstByOthers, byCredential }] of assumptionsOf(lineage)) {
    // Who is meant to have the role beside the services is no stranger, and does not make the next one less of a stranger.
    const tokens = byCredential.filter((token) => !isAllowed(token));
    if (tokens.length === 0) continue;
    const since = tokens.reduce((least, token) => Math.min(least, issuedAt[token]!), Infinity);
    // Infinity where no service ever did.
    if (!(since - firstByService >= enough) || firstByOthers <= since) continue;
    yield taken(lineage, tokens, { role, firstByService, areOthersAllowed: tokens.length < byCredential.length });
  }
}

export function assumptionsOf(lineage: Lineage): Map<number, Assumptions> {
  const { length, roleArn, issuance, issuedAt, parent, temporary, forwarded } = lineage.credentials;
  const isServiceMade = madeByServiceTest(lineage);
  const isByCredential = credentialMadeTest(lineage);
  const roles = new Map<number, Assumptions>();
  for (let token = 0; token < length; token++) {
    const role = roleArn[token]!;
    if (role === 0 || temporary[token] === 0 || forwarded[token] === 1) continue;
    let found = roles.get(role);
    if (found === undefined) {
      found = { firstByService: Infinity, firstByOthers: Infinity, byCredential: [] };
      roles.set(role, found);
    }
    const row = issuance[token]!;
    if (row < 0) {
      // Another key of a session that is told of already, or a session of which nobody knows who began it.
      if (parent[token]! < 0 && !isWorkload(lineage, token))
        found.firstByOthers = Math.min(found.firstByOthers, beginning(lineage, token));
    } else if (isServiceMade(row)) found.firstByService = Math.min(found.firstByService, issuedAt[token]!);
    else if (isByCredential(token)) found.byCredential.push(token);
    else found.firstByOthers = Math.min(found.firstByOthers, issuedAt[token]!);
  }
  return roles;
}

/** Whether a service asked for it. What the console asks for when somebody switches roles in it, the browser of that person has. */
function madeByServiceTest({ facts }: Lineage): (row: number) => boolean {
  const { callerType, invokedBy } = facts.issuances.columns;
  const service = facts.texts.find('AWSService') || -1;
  const internal = facts.texts.find('AWS Internal') || -1;
  return (row) => callerType[row] === service || (invokedBy[row] !== 0 && invokedBy[row] !== internal);
}

/** Whether a key or token signed for it, here or in another account; a session that prolongs its own role is nobody new. */
function credentialMadeTest(lineage: Lineage): (token: number) => boolean {
  const { issuance, roleArn, parent } = lineage.credentials;
  const { signerAccessKeyId, callerType, callerIssuerArn } = lineage.facts.issuances.columns;
  const otherAccount = lineage.facts.texts.find('AWSAccount') || -1;
  return (token) => {
    const row = issuance[token]!;
    const above = parent[token]!;
    const caller = callerIssuerArn[row]! || (above < 0 ? 0 : roleArn[above]!);
    return (signerAccessKeyId[row] !== 0 || callerType[row] === otherAccount) && caller !== roleArn[token];
  };
}

const workloads: ReadonlySet<OriginKind> = new Set([
  'ec2-instance',
  'lambda-function',
  'ecs-task',
  'eks-pod',
  'roles-anywhere',
  'aws-service',
]);

function isWorkload(lineage: Lineage, token: number): boolean {
  return workloads.has(originKindOf(lineage, token));
}

function beginning({ credentials }: Lineage, token: number): number {
  return credentials.issuedAt[token]! || credentials.firstUsed[token]!;
}

function taken(
  lineage: Lineage,
  tokens: readonly number[],
  {
    role,
    firstByService,
    areOthersAllowed,
  }: { readonly role: number; readonly firstByService: number; readonly areOthersAllowed: boolean },
): Detection {
  const { issuedAt, lastUsed } = lineage.credentials;
  const first = tokens.reduce((a, b) => (issuedAt[b]! < issuedAt[a]! ? b : a));
  const arn = lineage.facts.texts.get(role)!;
  const name = roleName(arn, homeOf(lineage, first));
  const key = keyOf(lineage, first);
  return {
    severity: 'high',
    subject: [arn],
    reason: [
      `Role ${name} was assumed by services${areOthersAllowed ? ' and those whom allowedChains has' : ''} alone, since ${at(firstByService)} at least, until ${originPhrase(lineage, first)} ` +
        `assumed it at ${at(issuedAt[first]!)}${issuedFrom(lineage, first)} and got ${key}` +
        `${tokens.length === 1 ? '' : `, the first of ${tokens.length} tokens`}; `,
      livenessOf(tokens),
      '.',
    ],
    credential: first,
    credentials: tokens,
    roleArn: arn,
    evidence: issuanceEvidence(lineage, tokens),
    firstSeen: issuedAt[first]!,
    lastSeen: Math.max(latest(issuedAt, tokens), latest(lastUsed, tokens)),
    next: `Take everybody but the service out of the trust policy of ${name}, look who put him there (UpdateAssumeRolePolicy), and revoke the sessions of the role from before now, which ends ${key} too.`,
  };
}
