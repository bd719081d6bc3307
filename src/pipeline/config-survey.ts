import { chainsSeen, markSuspicious, type DetectionContext } from '../detections/index.ts';
import { formatAddress, networkOf, parseAddress } from '../lib/addresses.ts';
import { originOf, rowsOf } from '../lineage/index.ts';
import type { EpochSeconds, Lineage, OriginKind } from '../model/lineage.ts';
import type { ReportView } from '../model/report-view.ts';

/** What a case shows of those who use an organisation: material for a configuration. */
export interface CaseSurvey {
  /** Accounts whose logs were read. */
  readonly ownAccounts: readonly string[];
  /** Ids of organizations under which logs lie. */
  readonly organizations: readonly string[];
  /** Accounts that occur besides, and which findings speak of them. */
  readonly foreignAccounts: readonly { readonly account: string; readonly rules: readonly string[] }[];
  readonly networks: readonly NetworkSeen[];
  readonly chains: readonly { readonly from: string; readonly to: string; readonly tokens: number }[];
  /** Addresses that several instances speak from. */
  readonly gateways: readonly { readonly address: string; readonly instances: number; readonly calls: number }[];
  /** What else was seen, but with a credential that a finding names: nothing to trust. */
  readonly doubtful: {
    readonly networks: number;
    readonly chains: readonly { readonly from: string; readonly to: string }[];
  };
}

export interface NetworkSeen {
  /** A network, or the one address of it that was seen. */
  readonly cidr: string;
  readonly calls: number;
  readonly credentials: number;
  readonly first: EpochSeconds;
  readonly last: EpochSeconds;
}

const MANY_INSTANCES = 3;
/** Origins behind which people sit, rather than machines of the account. */
const peoples: ReadonlySet<OriginKind> = new Set([
  'access-key',
  'iam-user',
  'console',
  'saml',
  'identity-center',
  'root-user',
]);

/** Looks through a judged case. Whatever a credential did that a finding names, or that descends from one, is doubtful. */
export function surveyCase(
  context: DetectionContext,
  view: ReportView,
  organizations: CaseSurvey['organizations'] = [],
): CaseSurvey {
  const { lineage } = context;
  const doubtful = markSuspicious(
    lineage,
    view.findings.map((finding) => ({ ...finding, severity: 'critical' })),
  );
  const { networks, gateways, doubtfulNetworks } = placesSeen(context, doubtful);
  const chains = chainsSeen(lineage).map(({ from, to, tokens }) => ({
    from,
    to,
    tokens: tokens.length,
    isDoubtful: tokens.some((token) => doubtful[token] === 1),
  }));
  const plain = chains.filter(({ isDoubtful }) => !isDoubtful);
  return {
    ownAccounts: view.coverage.accounts.filter((account) => /^\d{12}$/.test(account)).toSorted(),
    organizations,
    foreignAccounts: foreignAccounts(lineage, view),
    networks,
    chains: plain.sort((a, b) => b.tokens - a.tokens).map(({ from, to, tokens }) => ({ from, to, tokens })),
    gateways,
    doubtful: {
      networks: doubtfulNetworks,
      chains: chains.filter(({ isDoubtful }) => isDoubtful).map(({ from, to }) => ({ from, to })),
    },
  };
}

function foreignAccounts({ facts, credentials, origins }: Lineage, view: ReportView): CaseSurvey['foreignAccounts'] {
  const codes = new Set([
    ...facts.issuances.columns.callerAccountId,
    ...facts.uses.columns.vpcEndpointAccountId,
    ...credentials.accountId,
    ...origins.accountId,
  ]);
  const own = new Set(view.coverage.accounts);
  const foreign = Array.from(codes, (code) => facts.texts.get(code)).filter(
    (text): text is string => text !== null && /^\d{12}$/.test(text) && !own.has(text),
  );
  return foreign.toSorted().map((account) => {
    const naming = view.findings.filter(({ accountId, origin, roleArn, reason }) =>
      [accountId, origin?.id, roleArn, reason].some((text) => text?.includes(account)),
    );
    return { account, rules: [...new Set(naming.map(({ rule }) => rule))] };
  });
}

interface Place {
  readonly addresses: Set<string>;
  readonly credentials: Set<number>;
  calls: number;
  first: EpochSeconds;
  last: EpochSeconds;
  doubtful: boolean;
}

/** Networks outside AWS that people's credentials speak from, and addresses that several instances share. */
function placesSeen({ lineage, awsRanges }: DetectionContext, doubtful: Uint8Array) {
  const { facts, credentials, usesOf } = lineage;
  const { sourceIPAddress, invokedBy, count, first, last } = facts.uses.columns;
  const networks = new Map<string, Place>();
  const shared = new Map<string, Place & { readonly instances: Set<string> }>();
  for (let i = 0; i < credentials.length; i++) {
    const { kind, id } = originOf(lineage, i);
    for (const row of rowsOf(usesOf, i)) {
      const text = facts.texts.get(sourceIPAddress[row]!);
      const address = text === null || invokedBy[row] !== 0 ? null : parseAddress(text);
      if (address === null || address.scope === 'private') continue;
      const canonical = formatAddress(address.value);
      const use = { i, doubtful: doubtful[i] === 1, count: count[row]!, first: first[row]!, last: last[row]! };
      if (kind === 'ec2-instance') {
        const place = placeIn(shared, canonical, () => ({ ...emptyPlace(), instances: new Set<string>() }));
        place.instances.add(id);
        addUse(place, canonical, use);
      }
      const isPeoples = peoples.has(kind) && credentials.forwarded[i] === 0;
      if (awsRanges.lookup(canonical) !== null || (!isPeoples && !use.doubtful)) continue;
      addUse(placeIn(networks, networkOf(address), emptyPlace), canonical, use);
    }
  }
  const all = [...networks];
  return {
    networks: all
      .filter(([, place]) => !place.doubtful)
      .map(networkSeen)
      .sort(byCalls),
    doubtfulNetworks: all.filter(([, place]) => place.doubtful).length,
    gateways: [...shared]
      .filter(([, { instances, doubtful: isDoubtful }]) => instances.size >= MANY_INSTANCES && !isDoubtful)
      .map(([address, { instances, calls }]) => ({ address, instances: instances.size, calls }))
      .sort((a, b) => b.calls - a.calls || (a.address < b.address ? -1 : 1)),
  };
}

function emptyPlace(): Place {
  return { addresses: new Set(), credentials: new Set(), calls: 0, first: Infinity, last: 0, doubtful: false };
}

function placeIn<P>(places: Map<string, P>, key: string, make: () => P): P {
  let place = places.get(key);
  if (place === undefined) places.set(key, (place = make()));
  return place;
}

interface Use {
  readonly i: number;
  readonly doubtful: boolean;
  readonly count: number;
  readonly first: EpochSeconds;
  readonly last: EpochSeconds;
}

function addUse(place: Place, address: string, use: Use): void {
  place.addresses.add(address);
  place.credentials.add(use.i);
  place.calls += use.count;
  place.first = Math.min(place.first, use.first);
  place.last = Math.max(place.last, use.last);
  place.doubtful ||= use.doubtful;
}

function networkSeen([network, { addresses, credentials, calls, first, last }]: [string, Place]): NetworkSeen {
  const [only] = addresses;
  return { cidr: addresses.size === 1 ? only! : network, calls, credentials: credentials.size, first, last };
}

function byCalls(a: NetworkSeen, b: NetworkSeen): number {
  return b.calls - a.calls || (a.cidr < b.cidr ? -1 : 1);
}
