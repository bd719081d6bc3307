import type { EpochSeconds, OriginKind, ParentBasis } from '../../model/lineage.ts';
import type { Severity } from '../../model/finding.ts';

export interface TrueOrigin {
  readonly kind: OriginKind;
  readonly id: string;
}

/** What the logs of a world say, rightly read, about one credential that occurs in them. */
export interface TrueToken {
  readonly accessKeyId: string;
  readonly kind: 'temporary' | 'long-term';
  readonly issuedBy: string | null;
  readonly parent: string | null;
  readonly parentBasis: ParentBasis;
  readonly origin: TrueOrigin;
  readonly forwarded: boolean;
  readonly issuedAt: EpochSeconds | null;
  readonly expiresAt: EpochSeconds | null;
  /** Long-term keys: from this moment on no longer usable. */
  readonly deadAt: EpochSeconds | null;
}

export interface ExpectedFinding {
  readonly rule: string;
  readonly severity: Severity;
  /** One that the finding must name. */
  readonly credential?: string;
}

export interface TrueAttack {
  readonly name: string;
  readonly findings: readonly ExpectedFinding[];
  /** All that the attacker holds: stolen credentials, what they minted, and their ancestors up to the origin. */
  readonly compromised: readonly string[];
}

export interface Truth {
  readonly tokens: readonly TrueToken[];
  readonly attacks: readonly TrueAttack[];
  /** Credentials that no finding of severity medium or more may name. */
  readonly benign: readonly string[];
}

/** Whether a credential could still be used at `asOf`, as far as the logs tell. */
export function liveAt(token: TrueToken, asOf: EpochSeconds): boolean {
  if (token.kind === 'long-term') {
    return (token.deadAt === null || token.deadAt > asOf) && (token.issuedAt ?? asOf) <= asOf;
  }
  if (token.expiresAt === null || token.expiresAt <= asOf) return false;
  return token.issuedAt !== null && token.issuedAt <= asOf;
}

/** The credentials that hang neither above nor below anything compromised. */
export function benignOf(tokens: readonly TrueToken[], attacks: readonly TrueAttack[]): string[] {
  const touched = new Set(attacks.flatMap((attack) => attack.compromised));
  const byId = new Map(tokens.map((token) => [token.accessKeyId, token]));
  const isTouched = (token: TrueToken): boolean => {
    for (let at: TrueToken | undefined = token, steps = 0; at && steps <= tokens.length; steps++) {
      if (touched.has(at.accessKeyId)) return true;
      at = at.parent === null ? undefined : byId.get(at.parent);
    }
    return false;
  };
  return tokens.filter((token) => !isTouched(token)).map((token) => token.accessKeyId);
}
