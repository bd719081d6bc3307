import { groupBy } from '../../lib/add-to.ts';
import { roleNameOfArn } from '../../lib/arn.ts';
import { once } from '../../lib/once.ts';
import { originKindOf, rowsOf } from '../../lineage/index.ts';
import type { Lineage, OriginKind } from '../../model/lineage.ts';
import type { Deed } from './deeds.ts';
import { opensProvider } from './provider-changes.ts';

/** A time in which something let in whom the attacker wanted. */
interface Opening {
  readonly since: number;
  readonly until: number;
  /** Whoever came meanwhile came by what he made: nobody else's proof of who he is was taken any more. */
  readonly isForAll: boolean;
}

/** Whoever comes from outside; own workloads, people and keys are theirs whatever the trust policy says besides. */
const outside: ReadonlySet<OriginKind> = new Set(['account', 'saml', 'web-identity', 'roles-anywhere', 'cognito']);

/**
 * Whether a credential came by a trust policy or an identity provider that a marked credential had changed, from somebody who had
 * not come for that role before; asked with deeds that grow.
 */
export function waysThrough(lineage: Lineage): (deeds: readonly Deed[]) => (at: number) => boolean {
  const firstSeen = once(() => firstOfOrigins(lineage));
  return (deeds) => cameThrough(lineage, deeds, firstSeen);
}

function cameThrough(
  lineage: Lineage,
  deeds: readonly Deed[],
  firstOf: () => (at: number) => number,
): (at: number) => boolean {
  const histories = [...groupBy(deeds, ({ about }) => about).values()];
  const roles = openings(histories, (deed) => deed.kind === 'trust-changed', roleKeyOf);
  const providers = openings(histories, opensProvider, (deed) => deed.text('target'));
  if (roles.size + providers.size === 0) return () => false;
  const { credentials, facts } = lineage;
  const firstSeen = firstOf();
  return (at) => {
    if (credentials.parent[at]! >= 0 || !outside.has(originKindOf(lineage, at))) return false;
    const issued = credentials.issuedAt[at]! || credentials.firstUsed[at]!;
    const opened = [...(roles.get(keyOfRole(facts.texts.get(credentials.roleArn[at]!))) ?? []), ...by(at)];
    return opened.some(
      ({ since, until, isForAll }) => issued >= since && issued <= until && (isForAll || firstSeen(at) >= since),
    );
  };

  function by(at: number): readonly Opening[] {
    const { provider } = facts.issuances.columns;
    const names = new Set(Array.from(rowsOf(lineage.issuancesOf, at), (row) => facts.texts.get(provider[row]!) ?? ''));
    return [...providers].flatMap(([arn, opened]) => ([...names].some((name) => isOf(arn, name)) ? opened : []));
  }
}

/** Where a record has only the name or the URL of a provider, that is how its ARN ends. */
const isOf = (arn: string, name: string): boolean =>
  name !== '' && (arn === name || arn.endsWith(`/${name.replace(/^https:\/\//, '')}`));

const roleKeyOf = (deed: Deed): string =>
  `${deed.text('recipientAccountId') ?? ''}/${deed.text('targetRoleName') ?? ''}`;
const keyOfRole = (arn: string | null): string => `${arn?.split(':')[4] ?? ''}/${roleNameOfArn(arn ?? '') ?? ''}`;

function openings(
  histories: readonly (readonly Deed[])[],
  opens: (deed: Deed) => boolean,
  keyOf: (deed: Deed) => string | null,
): Map<string, Opening[]> {
  const found = new Map<string, Opening[]>();
  for (const history of histories) {
    const opened = history.flatMap((deed, i): Opening[] => {
      if (!deed.isHis || !opens(deed)) return [];
      const ended = history.slice(i + 1).find(({ isHis, kind }) => !isHis && kind === deed.kind);
      const isForAll = /^(?:Create|UpdateSAMLProvider|UpdateTrustAnchor)/.test(deed.text('eventName') ?? '');
      return [{ since: deed.time, until: ended?.time ?? Infinity, isForAll }];
    });
    const key = opened.length === 0 ? null : keyOf(history[0]!);
    if (key !== null) found.set(key, opened);
  }
  return found;
}

/** When somebody first came for the role that a credential is a session of. */
function firstOfOrigins({ credentials }: Lineage): (at: number) => number {
  const first = new Map<number, number>();
  const keyOf = (at: number): number => credentials.origin[at]! * 0x1_0000_0000 + credentials.roleArn[at]!;
  for (let at = 0; at < credentials.length; at++) {
    const issued = credentials.issuedAt[at]! || credentials.firstUsed[at]!;
    first.set(keyOf(at), Math.min(first.get(keyOf(at)) ?? Infinity, issued));
  }
  return (at) => first.get(keyOf(at)) ?? Infinity;
}
