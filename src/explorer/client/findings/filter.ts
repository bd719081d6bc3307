import type { ExplorerFinding } from '../../../model/explorer.ts';

export const filterNames = ['severity', 'rule', 'account', 'role', 'from', 'to'] as const;

/** Whether a finding is what the address asks for. Days are inclusive; a text that no finding has matches none. */
export function matching(finding: ExplorerFinding, query: URLSearchParams): boolean {
  const is = (name: string, value: string | null): boolean => !query.has(name) || query.get(name) === value;
  return (
    is('severity', finding.severity) &&
    is('rule', finding.rule) &&
    is('account', finding.accountId) &&
    is('role', finding.roleArn) &&
    finding.firstSeen < dayAfter(query.get('to')) &&
    Math.max(finding.lastSeen, finding.firstSeen) >= dayOf(query.get('from'))
  );
}

function dayOf(text: string | null): number {
  const at = text === null ? Number.NaN : Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) ? 0 : at / 1000;
}

const dayAfter = (text: string | null): number => (dayOf(text) === 0 ? Infinity : dayOf(text) + 86_400);
