import { count, listed } from '../../lib/wording.ts';
import { formatTime } from '../../lib/time.ts';
import { descendants, isMinted, rowsOf } from '../../lineage/index.ts';
import type { Lineage } from '../../model/lineage.ts';
import { eventIDs, issuanceEvidence } from '../evidence.ts';
import { clusterBy } from '../hosts/networks.ts';
import { findOffHostInstances, networkKey, type OffHost, type OffHostSpot } from '../hosts/off-host.ts';
import { livenessSentence } from '../liveness.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { keyOf, rolesOf } from '../wording.ts';

export const instanceTokenMinting: Rule = {
  id: 'instance-token-minting',
  title: 'Stolen credentials of an EC2 instance mint tokens',
  says: 'A token that was delivered to an EC2 instance mints other tokens by calls from an address that is not the instance’s.',
  canBeWrong: 'It is wrong where instance-token-off-host is: when the address is the instance’s after all.',
  severities: ['critical'],
  attack: ['T1552.005', 'T1550.001', 'T1078.004', 'T1548.005'],
  detect,
};

const CLOCKS_APART_SECONDS = 2;

/** A token that was minted off the host, by which token and from where. */
interface Minting {
  readonly minted: number;
  readonly token: number;
  readonly from: OffHostSpot;
  readonly at: number;
}

function* detect(context: DetectionContext): Iterable<Detection> {
  for (const offHost of findOffHostInstances(context)) {
    const mintings = mintingsOf(context.lineage, offHost);
    for (const { key, items } of clusterBy(mintings, ({ from }) => networkKey(from))) {
      yield detectionOf(context.lineage, offHost.host.id, { key, mintings: items });
    }
  }
}

/** Issuances that tokens of the host signed while they were used off it: same address, same hour's calls. */
function mintingsOf(lineage: Lineage, { spots }: OffHost): Minting[] {
  const { eventTime, sourceIPAddress, invokedBy, vpcEndpointId } = lineage.facts.issuances.columns;
  const { issuance } = lineage.credentials;
  const found: Minting[] = [];
  for (const [token, off] of offHostUses(lineage, spots)) {
    for (const minted of rowsOf(lineage.children, token)) {
      const row = issuance[minted]!;
      if (!isMinted(lineage, minted) || row < 0 || invokedBy[row] !== 0) continue;
      const at = eventTime[row]!;
      const use = off.find(
        ({ first, last, address, from }) =>
          address === sourceIPAddress[row] &&
          first - CLOCKS_APART_SECONDS <= at &&
          at <= last + CLOCKS_APART_SECONDS &&
          (from.spot.foreignEndpoint === null || vpcEndpointId[row] !== 0),
      );
      if (use !== undefined) found.push({ minted, token, from: use.from, at });
    }
  }
  return found.sort((a, b) => a.at - b.at || a.minted - b.minted);
}

interface OffHostUse {
  readonly from: OffHostSpot;
  readonly first: number;
  readonly last: number;
  /** Code of the address as the record has it. */
  readonly address: number;
}

function offHostUses(lineage: Lineage, spots: readonly OffHostSpot[]): Map<number, OffHostUse[]> {
  const { sourceIPAddress } = lineage.facts.uses.columns;
  const byToken = new Map<number, OffHostUse[]>();
  for (const from of spots) {
    for (const { token, first, last, row } of from.uses) {
      const use = { from, first, last, address: sourceIPAddress[row]! };
      const uses = byToken.get(token);
      if (uses === undefined) byToken.set(token, [use]);
      else uses.push(use);
    }
  }
  return byToken;
}

function detectionOf(
  lineage: Lineage,
  instanceId: string,
  { key, mintings }: { readonly key: string; readonly mintings: readonly Minting[] },
): Detection {
  const tokens = [...new Set(mintings.map(({ token }) => token))];
  const minted = mintings.map((one) => one.minted);
  const below = minted.flatMap((one) => descendants(lineage, one));
  const made = [...minted, ...below];
  const addresses = listed([...new Set(mintings.map(({ from }) => from.spot.place.text))]);
  const further = below.length === 0 ? '' : `, with ${below.length} more below`;
  return {
    severity: 'critical',
    subject: [instanceId, key],
    reason: [
      `${listed(tokens.map((token) => keyOf(lineage, token)))} of instance ${instanceId} minted ${count(minted.length, 'token')} ` +
        `from ${addresses}, not an address of the instance, beginning at ${formatTime(mintings[0]!.at)}${further}: ` +
        `${listed(rolesOf(lineage, made))}. `,
      livenessSentence(made),
    ],
    credential: tokens[0]!,
    credentials: [...tokens, ...made],
    evidence: [
      ...issuanceEvidence(lineage, made),
      ...eventIDs(lineage.facts.issuances, rowsOf(lineage.issuancesOf, tokens[0]!)),
    ],
    firstSeen: mintings[0]!.at,
    lastSeen: latestOf(lineage, made),
    next:
      `Isolating the instance ends none of these tokens: revoke the sessions of ${listed(rolesOf(lineage, made))} ` +
      `and of the role of the instance (in the IAM console: the role, Revoke sessions), the deepest first.`,
  };
}

function latestOf({ credentials }: Lineage, tokens: readonly number[]): number {
  let last = 0;
  for (const token of tokens) last = Math.max(last, credentials.issuedAt[token]!, credentials.lastUsed[token]!);
  return last;
}
