import { formatTime } from '../../../lib/time.ts';
import {
  TOKEN_FORWARDED,
  TOKEN_INFERRED,
  TOKEN_LIVE,
  TOKEN_MFA,
  TOKEN_NO_MFA,
  TOKEN_SUSPICIOUS,
  TOKEN_TEMPORARY,
  type ExplorerCase,
  type ExplorerDetails,
  type ExplorerToken,
  type ExplorerTokens,
  type ExplorerUses,
} from '../../../model/explorer.ts';
import { parentBases } from '../../../model/lineage.ts';
import type { PrivilegeLevel } from '../../../model/posture.ts';
import type { ReportCredential, ReportIssuance, ReportUse } from '../../../model/report-view.ts';

interface Held {
  readonly theCase: ExplorerCase;
  readonly tokens: ExplorerTokens;
  readonly details: ExplorerDetails;
}

/** When the tokens of an origin were used, merged by hour: what the server would have answered. */
export function usesOf(tokens: ExplorerTokens, details: ExplorerDetails, origin: number): ExplorerUses {
  const start = Math.max(0, tokens.origin.indexOf(origin));
  const [ends, first, last, count, errors]: number[][] = [[], [], [], [], []];
  for (let i = start; i < tokens.origin.length && tokens.origin[i] === origin; i++) {
    let hour = -1;
    eachUse(tokens, details, i, (at, from) => {
      const [to, row] = [from + details.uses.span[at]!, count!.length - 1];
      if (Math.floor(from / 3600) === hour) {
        last![row] = Math.max(last![row]!, to);
        count![row]! += details.uses.count[at]!;
        errors![row]! += details.uses.errors[at]!;
        return;
      }
      hour = Math.floor(from / 3600);
      first!.push(from);
      last!.push(to);
      count!.push(details.uses.count[at]!);
      errors!.push(details.uses.errors[at]!);
    });
    ends!.push(count!.length);
  }
  return { start, ends: ends!, first: first!, last: last!, count: count!, errors: errors! };
}

/** Rows of a token with their times, which are told from the row before. */
function eachUse(
  tokens: ExplorerTokens,
  { useEnds, uses }: ExplorerDetails,
  token: number,
  visit: (row: number, first: number) => void,
): void {
  let time = tokens.issuedAt[token]!;
  for (let at = token === 0 ? 0 : useEnds[token - 1]!; at < useEnds[token]!; at++) {
    time += uses.first[at]!;
    visit(at, time);
  }
}

/** One token as the server would have told it. */
export function detailsOf(held: Held, accessKeyId: string): ExplorerToken {
  const token = held.tokens.accessKeyId.indexOf(accessKeyId);
  if (token < 0) throw new Error('not in this case');
  const uses = useRows(held, token);
  return { row: { ...identity(held, token), ...activity(held, token, uses) }, issuance: issuanceOf(held, token), uses };
}

const time = (at: number): string | null => (at === 0 ? null : formatTime(at));
const pick = (texts: readonly string[], code: number): string | null => (code === 0 ? null : texts[code]!);

type Activity = Pick<
  ReportCredential,
  'firstUsed' | 'lastUsed' | 'uses' | 'errors' | 'ips' | 'userAgents' | 'services' | 'revoked' | 'findings' | 'evidence' | 'privileges'
>;

function identity({ theCase, tokens, details }: Held, i: number): Omit<ReportCredential, keyof Activity> {
  const flags = tokens.flags[i]!;
  const text = (code: number): string | null => pick(tokens.texts, code);
  const { kind, id } = theCase.origins[tokens.origin[i]!]!;
  return {
    accessKeyId: tokens.accessKeyId[i]!,
    kind: (flags & TOKEN_TEMPORARY) === 0 ? 'long-term' : 'temporary',
    issuedBy: text(tokens.issuedBy[i]!),
    parent: tokens.accessKeyId[tokens.parent[i]!] ?? null,
    parentBasis: parentBases[details.basis[i]!] ?? null,
    forwarded: (flags & TOKEN_FORWARDED) !== 0,
    depth: 0,
    origin: { kind, id, basis: (flags & TOKEN_INFERRED) === 0 ? 'logged' : 'inferred' },
    accountId: text(tokens.account[i]!),
    principalArn: pick(details.texts, details.principal[i]!),
    roleArn: text(tokens.role[i]!),
    sessionName: text(tokens.session[i]!),
    sourceIdentity: pick(details.texts, details.sourceIdentity[i]!),
    userName: text(tokens.user[i]!),
    issuedAt: time(tokens.issuedAt[i]!),
    expiresAt: time(tokens.expiresAt[i]!),
    live: (flags & TOKEN_LIVE) !== 0,
    mfa: (flags & TOKEN_MFA) !== 0 ? true : (flags & TOKEN_NO_MFA) !== 0 ? false : null,
    issuedFrom: { ip: text(tokens.issuedFrom[i]!), userAgent: pick(details.texts, details.agent[i]!) },
    suspicious: (flags & TOKEN_SUSPICIOUS) !== 0,
  };
}

function activity({ tokens, details }: Held, i: number, uses: readonly ReportUse[]): Activity {
  const level = pick(details.texts, details.privileges[i]!);
  const distinct = (texts: readonly (string | null)[]): string[] => [...new Set(texts)].filter((text) => text !== null);
  const revoked = tokens.revocations[tokens.revoked[i]! - 1];
  return {
    firstUsed: time(tokens.firstUsed[i]!),
    lastUsed: time(tokens.lastUsed[i]!),
    uses: tokens.uses[i]!,
    errors: tokens.errors[i]!,
    ips: [],
    userAgents: distinct(uses.map(({ userAgent }) => userAgent)),
    services: distinct(uses.map(({ eventSource }) => eventSource)),
    revoked: revoked === undefined ? null : { ...revoked, at: formatTime(revoked.at) },
    findings: [],
    evidence: details.evidence[i]!.split(' ').filter((id) => id !== ''),
    privileges:
      level === null ? null : { level: level as PrivilegeLevel, why: [pick(details.texts, details.whyPrivileged[i]!) ?? ''] },
  };
}

function issuanceOf({ tokens, details }: Held, i: number): ReportIssuance | null {
  const source = pick(details.texts, details.source[i]!);
  if (source === null) return null;
  return {
    eventTime: formatTime(tokens.issuedAt[i]!),
    eventName: pick(tokens.texts, tokens.issuedBy[i]!) ?? '',
    eventSource: source,
    awsRegion: pick(details.texts, details.region[i]!),
    requestID: details.requestID[i] === '' ? null : details.requestID[i]!,
    eventID: details.evidence[i]!.split(' ')[0] ?? '',
    externalId: pick(details.texts, details.externalId[i]!),
    sessionPolicy: pick(details.texts, details.sessionPolicy[i]!),
  };
}

function useRows({ tokens, details }: Held, token: number): ReportUse[] {
  const { uses, texts } = details;
  const rows: ReportUse[] = [];
  eachUse(tokens, details, token, (at, first) => {
    rows.push({
      first: formatTime(first),
      last: formatTime(first + uses.span[at]!),
      count: uses.count[at]!,
      errors: uses.errors[at]!,
      sourceIPAddress: pick(texts, uses.address[at]!),
      userAgent: pick(texts, uses.agent[at]!),
      eventSource: pick(texts, uses.source[at]!),
      awsRegion: pick(texts, uses.region[at]!),
      invokedBy: null,
      eventName: pick(texts, uses.name[at]!),
      // Two ids a row would be most of the file: those of the issuance and of the findings are there.
      firstEventID: null,
      lastEventID: null,
    });
  });
  return rows;
}
