import { listed } from '../../lib/wording.ts';
import type { PrincipalPosture } from '../../model/posture.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';

export const openTrust: Rule = {
  id: 'open-trust',
  title: 'A role lets in anyone, or a whole other account',
  says: 'A trust policy lets anyone, or any principal of another account, assume a role without a condition that keeps anybody out.',
  canBeWrong:
    'Accounts of the own organization are as foreign as others where its organizationId is not configured and their snapshot not given.',
  severities: ['high'],
  attack: ['T1078.004', 'T1199'],
  detect,
};

function* detect({ iam, config }: DetectionContext): Iterable<Detection> {
  if (iam === undefined || iam === null) return;
  const known = new Set(config.knownAccounts);
  for (const role of iam.posture.principals) {
    if (role.open === null) continue;
    const strangers = role.openTo.filter((accountId) => !known.has(accountId));
    if (role.open === 'anyone' || strangers.length > 0) yield letsIn(role, strangers);
  }
}

function letsIn(role: PrincipalPosture, strangers: readonly string[]): Detection {
  const anyone = role.open === 'anyone';
  const whom = anyone ? 'anyone with an AWS account' : `every principal of account ${listed(strangers)}`;
  return {
    severity: 'high',
    subject: [role.arn, ...strangers],
    reason:
      `The trust policy of ${role.arn} lets ${whom} assume it without a condition that keeps anybody out. ${role.why[0] ?? ''}`.trim(),
    credential: null,
    credentials: [],
    accountId: role.accountId,
    roleArn: role.arn,
    evidence: [],
    firstSeen: 0,
    lastSeen: 0,
    next: anyone
      ? 'Name the principals that need it in the trust policy, and look in CloudTrail for who has assumed it (stemma tokens --role).'
      : 'Name the role of the other account that needs it, with an external id (sts:ExternalId), or knownAccounts where the account is yours.',
  };
}
