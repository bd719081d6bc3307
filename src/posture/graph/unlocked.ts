import { accountOfPrincipal } from '../evaluate/trust.ts';
import { compileDocument, type Statement } from '../evaluate/compile.ts';

/**
 * Whom a trust policy lets in under conditions that keep nobody out who means to come in: `*` for anyone, or accounts. What
 * else the policy denies is not weighed here: one that denies anything is left to the decider.
 */
export function letInUnlocked(trust: unknown): string[] {
  const { statements } = compileDocument(trust, 'trust');
  if (statements.some(({ effect }) => effect === 'Deny')) return [];
  const open = statements.filter((one) => one.doubtful.length === 0 && one.matchesAction('sts:AssumeRole'));
  return open.filter(isUnlocked).flatMap(({ principals, notPrincipals }) => {
    // All but those that are named are everybody else.
    if (notPrincipals || principals?.some(({ type }) => type === 'any') === true) return ['*'];
    return (principals ?? []).flatMap(({ type, value }) => (type === 'AWS' ? (accountOfPrincipal(value) ?? []) : []));
  });
}

function isUnlocked({ conditions }: Statement): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => keepsNobodyOut(operator, key, values)),
  );
}

/** What a caller gives with the call, or does not. */
const LEFT_OUT =
  /^(?:sts:externalid|sts:sourceidentity|sts:transitivetagkeys|aws:multifactorauth(?:present|age)|aws:tagkeys|aws:requesttag\/.*)$/i;
/** What every call has. */
const ALWAYS_THERE = /^(?:aws:principalarn|aws:principalaccount|aws:userid|sts:rolesessionname)$/i;

function keepsNobodyOut(operator: string, key: string, values: readonly string[]): boolean {
  if (/IfExists$|^ForAllValues:/i.test(operator) && LEFT_OUT.test(key)) return true;
  return (
    /^StringLike(?:IfExists)?$/i.test(operator) && ALWAYS_THERE.test(key) && values.some((one) => /^\*+$/.test(one))
  );
}
