import { holds, parseRange } from '../../lib/addresses.ts';
import type { OriginKind } from '../../model/lineage.ts';
import type { DetectionContext } from '../rule.ts';
import { collectHosts } from './collect-hosts.ts';
import type { Host, Spot } from './host.ts';
import { type IsWanted, placesOf } from './places.ts';
import { readPlacements } from './placements.ts';

export interface WorkloadOutsideAws {
  readonly host: Host;
  /** Public addresses outside AWS address space that its tokens were used from. */
  readonly spots: readonly Spot[];
}

/** Functions, tasks and pods whose own tokens were used from the internet beyond AWS. */
export function* findWorkloadsOutsideAws(context: DetectionContext): Generator<WorkloadOutsideAws> {
  const { lineage, awsRanges, config } = context;
  // Most calls of a trail come from where nobody need look.
  const places = placesOf(lineage.facts.texts, awsRanges, isPublicOutsideAws);
  const placements = readPlacements(lineage.facts);
  const trusted = config.trustedNetworks.flatMap(({ cidr }) => parseRange(cidr) ?? []);
  // Addresses of all instances are NAT gateways': workloads leave through them as well.
  for (const { instanceId, addresses } of config.instanceAddresses) {
    if (instanceId === undefined) trusted.push(...addresses.flatMap((text) => parseRange(text) ?? []));
  }
  for (const host of collectHosts(context, isWorkload, { places, placements })) {
    const spots = host.spots.filter(
      ({ place, inner, foreignEndpoint }) =>
        !inner &&
        foreignEndpoint === null &&
        !holds(trusted, place) &&
        // Brought to AWS by the account itself, so in no published range.
        !placements.isAllocated(place, host.accountId) &&
        placements.natGateways(place).length === 0,
    );
    if (spots.length > 0) yield { host, spots };
  }
}

const isPublicOutsideAws: IsWanted = ({ range, scope }) => range === null && scope === 'public';

/**
 * Issuers of EKS clusters: of IPv4, of both families, and those of other partitions
 * (https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html).
 */
const CLUSTER =
  /\boidc(?:\.eks\.[a-z0-9-]+\.amazonaws\.(?:com(?:\.cn)?|eu)|-eks\.[a-z0-9-]+\.api\.(?:aws|amazonwebservices\.(?:com\.cn|eu)))\/id\/[^#:/]+/;

/**
 * IRSA is a web identity whose provider is an EKS cluster and whose subject is a service account. Where the issuance is not in
 * the logs, the subject is not known either; a cluster vouches for nobody but service accounts.
 */
export function isWorkload(kind: OriginKind, idOf: () => string): boolean {
  if (kind === 'lambda-function' || kind === 'ecs-task' || kind === 'eks-pod') return true;
  if (kind !== 'web-identity') return false;
  const id = idOf();
  const cluster = CLUSTER.exec(id);
  if (cluster === null) return false;
  const rest = id.slice(cluster.index + cluster[0].length);
  return rest === '' || /[#:]system:serviceaccount:/.test(rest);
}
