import { forTerminal } from '../../lib/neutralise.ts';
import {
  TOKEN_FORWARDED,
  TOKEN_INFERRED,
  TOKEN_LIVE,
  TOKEN_MFA,
  TOKEN_NO_MFA,
  TOKEN_SAME_SESSION,
  TOKEN_SUSPICIOUS,
  TOKEN_TEMPORARY,
  type ExplorerTokens,
} from '../../model/explorer.ts';
import type { ReportCredential, ReportView } from '../../model/report-view.ts';
import { createTextCoder } from './text-coder.ts';

/** The tokens of a view in columns, with what the encoders of findings and uses ask of them. */
export interface EncodedTokens {
  readonly tokens: ExplorerTokens;
  /** Raw access key ids, by position: what a view is asked with. */
  readonly keys: readonly string[];
  readonly positions: ReadonlyMap<string, number>;
}

const numberColumns = [
  'origin',
  'flags',
  'role',
  'session',
  'user',
  'account',
  'issuedBy',
  'issuedFrom',
  'issuedAt',
  'expiresAt',
  'firstUsed',
  'lastUsed',
  'uses',
  'errors',
  'revoked',
] as const;

/** Walks the view once: a case may hold more rows than fit as objects. */
export function encodeTokens(view: ReportView): EncodedTokens {
  const places = new Map(view.origins.map((origin, i) => [originKey(origin), i]));
  const texts = createTextCoder();
  const revocations = revocationCoder();
  const columns = Object.fromEntries(numberColumns.map((name) => [name, [] as number[]])) as Record<
    (typeof numberColumns)[number],
    number[]
  >;
  const keys: string[] = [];
  const parents: (string | null)[] = [];
  const addressEnds: number[] = [];
  const addresses: number[] = [];
  for (const row of view.credentials()) {
    keys.push(row.accessKeyId);
    parents.push(row.parent);
    const values: Record<(typeof numberColumns)[number], number> = {
      origin: places.get(originKey(row.origin)) ?? -1,
      flags: flagsOf(row),
      role: texts.code(row.roleArn),
      session: texts.code(row.sessionName),
      user: texts.code(row.userName),
      account: texts.code(row.accountId),
      issuedBy: texts.code(row.issuedBy),
      issuedFrom: texts.code(row.issuedFrom.ip),
      issuedAt: seconds(row.issuedAt),
      expiresAt: seconds(row.expiresAt),
      firstUsed: seconds(row.firstUsed),
      lastUsed: seconds(row.lastUsed),
      uses: row.uses,
      errors: row.errors,
      revoked: revocations.code(row.revoked),
    };
    for (const name of numberColumns) columns[name].push(values[name]);
    for (const { ip } of row.ips) addresses.push(texts.code(ip));
    addressEnds.push(addresses.length);
  }
  const positions = new Map(keys.map((key, i) => [key, i]));
  const tokens: ExplorerTokens = {
    texts: texts.list,
    accessKeyId: keys.map((key) => forTerminal(key)),
    parent: parents.map((parent) => (parent === null ? -1 : (positions.get(parent) ?? -1))),
    ...columns,
    revocations: revocations.list,
    addressEnds,
    addresses,
  };
  return { tokens, keys, positions };
}

export const originKey = ({ kind, id }: { kind: string; id: string }): string => `${kind} ${id}`;

/** Epoch seconds of a report's time, 0 for null. */
export const seconds = (time: string | null): number => (time === null ? 0 : Date.parse(time) / 1000);

function flagsOf(row: ReportCredential): number {
  let flags = 0;
  if (row.kind === 'temporary') flags |= TOKEN_TEMPORARY;
  if (row.live) flags |= TOKEN_LIVE;
  if (row.suspicious) flags |= TOKEN_SUSPICIOUS;
  if (row.forwarded) flags |= TOKEN_FORWARDED;
  if (row.origin.basis === 'inferred') flags |= TOKEN_INFERRED;
  if (row.mfa === true) flags |= TOKEN_MFA;
  if (row.mfa === false) flags |= TOKEN_NO_MFA;
  if (row.parentBasis === 'session') flags |= TOKEN_SAME_SESSION;
  return flags;
}

type Revocation = ExplorerTokens['revocations'][number];

function revocationCoder(): { code: (revoked: ReportCredential['revoked']) => number; list: Revocation[] } {
  const codes = new Map<string, number>();
  const list: Revocation[] = [];
  return {
    list,
    code(revoked) {
      if (revoked === null) return 0;
      const key = JSON.stringify(revoked);
      const known = codes.get(key);
      if (known !== undefined) return known;
      const { at, by, how } = revoked;
      list.push({ at: seconds(at), by: by === null ? null : forTerminal(by), how: forTerminal(how) });
      codes.set(key, list.length);
      return list.length;
    },
  };
}
