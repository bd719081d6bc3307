import { count, listed } from '../../lib/wording.ts';
import type { Lineage } from '../../model/lineage.ts';
import { spotUseEvidence, tokensOf } from '../hosts/evidence.ts';
import { spanOf, type Host } from '../hosts/host.ts';
import { clusterBy } from '../hosts/networks.ts';
import { findOffHostInstances, isOutsideAws, networkKey, type OffHostSpot } from '../hosts/off-host.ts';
import { livenessSentence } from '../liveness.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { between, keyOf, roleName } from '../wording.ts';

export const instanceTokenOffHost: Rule = {
  id: 'instance-token-off-host',
  title: 'Credentials of an EC2 instance are used somewhere else',
  says: 'A token that was delivered to an EC2 instance is used from an address that is not the instance’s.',
  canBeWrong:
    'An instance that leaves through a proxy or gateway outside AWS, or that has more addresses than the records tell, looks the same until the address is configured.',
  severities: ['high', 'critical'],
  attack: ['T1552.005', 'T1550.001', 'T1078.004'],
  detect,
};

function* detect(context: DetectionContext): Iterable<Detection> {
  for (const { host, spots } of findOffHostInstances(context)) {
    for (const { key, items } of clusterBy(spots, networkKey))
      yield theft(context.lineage, host, { key, spots: items });
  }
}

function theft(
  lineage: Lineage,
  host: Host,
  { key, spots }: { readonly key: string; readonly spots: readonly OffHostSpot[] },
): Detection {
  const uses = spots.flatMap((one) => one.uses).sort((a, b) => a.first - b.first || a.token - b.token);
  const [first, last] = spanOf(uses);
  const tokens = tokensOf(uses);
  const outside = spots.some(isOutsideAws);
  const role = lineage.facts.texts.get(lineage.credentials.roleArn[tokens[0]!]!);
  const from = listed([...new Set(spots.map(({ spot, because }) => `${spot.place.text} (${because})`))]);
  return {
    severity: outside ? 'critical' : 'high',
    subject: [host.id, key],
    reason: [
      `${count(tokens.length, 'token')} delivered to instance ${host.id} (role ${roleName(role)}), the first ${keyOf(lineage, tokens[0]!)}, ` +
        `${tokens.length === 1 ? 'was' : 'were'} used from ${from}, ${between(first, last)}. `,
      livenessSentence(tokens),
    ],
    credential: tokens[0]!,
    credentials: tokens,
    evidence: spotUseEvidence(lineage, uses),
    firstSeen: first,
    lastSeen: last,
    next:
      `Revoke the sessions of the role (in the IAM console: the role, Revoke sessions), isolate the instance and find how its metadata service was reached; ` +
      `then require IMDSv2. If ${spots[0]!.spot.place.text} is yours, name it in trustedNetworks or instanceAddresses.`,
  };
}
