import { count, listed } from '../../lib/wording.ts';
import type { OriginKind } from '../../model/lineage.ts';
import { spotUseEvidence, tokensOf } from '../hosts/evidence.ts';
import { spanOf, type Host, type Spot } from '../hosts/host.ts';
import { clusterBy } from '../hosts/networks.ts';
import { findWorkloadsOutsideAws } from '../hosts/outside-aws.ts';
import { livenessSentence } from '../liveness.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { between, keyOf, originPhrase, rolesOf } from '../wording.ts';

export const workloadTokenOffHost: Rule = {
  id: 'workload-token-off-host',
  title: 'Credentials of a function, task or pod are used outside AWS',
  says: 'A token that was delivered to a Lambda function, an ECS task or an EKS pod is used from outside AWS address space.',
  canBeWrong:
    'A workload whose network leaves through a proxy outside AWS, or that runs outside AWS itself (ECS Anywhere, EKS Hybrid Nodes), looks the same until its network is trusted.',
  severities: ['high'],
  attack: ['T1552.005', 'T1528', 'T1550.001', 'T1078.004'],
  detect,
};

function* detect(context: DetectionContext): Iterable<Detection> {
  for (const { host, spots } of findWorkloadsOutsideAws(context)) {
    for (const { key, items } of clusterBy(spots, ({ place }) => place.network)) {
      yield theft(context, host, { key, spots: items });
    }
  }
}

function theft(
  { lineage }: DetectionContext,
  host: Host,
  { key, spots }: { readonly key: string; readonly spots: readonly Spot[] },
): Detection {
  const uses = spots.flatMap((one) => one.uses).sort((a, b) => a.first - b.first || a.token - b.token);
  const [first, last] = spanOf(uses);
  const tokens = tokensOf(uses);
  const one = tokens.length === 1;
  const roles = listed(rolesOf(lineage, tokens));
  return {
    severity: 'high',
    subject: [host.id, key],
    reason: [
      `${count(tokens.length, 'token')} of ${originPhrase(lineage, tokens[0]!)} (${roles}), the first ${keyOf(lineage, tokens[0]!)}, ` +
        `${one ? 'was' : 'were'} used from ${listed([...new Set(spots.map(({ place }) => place.text))])}, outside AWS, ` +
        `${between(first, last)}. `,
      livenessSentence(tokens),
    ],
    credential: tokens[0]!,
    credentials: tokens,
    evidence: spotUseEvidence(lineage, uses),
    firstSeen: first,
    lastSeen: last,
    next:
      `Revoke the sessions of ${roles} (in the IAM console: the role, Revoke sessions) and find how the workload gave its credentials away ` +
      `(${LEAKS[host.kind] ?? 'its environment'}). If ${spots[0]!.place.text} is yours, name it in trustedNetworks.`,
  };
}

const LEAKS: Partial<Record<OriginKind, string>> = {
  'lambda-function': 'environment variables of the function',
  'ecs-task': 'the credential endpoint 169.254.170.2',
  'eks-pod': 'the pod identity agent, or the token file in the pod',
  'web-identity': 'the service account token in the pod',
};
