import { rules, thresholdFault, type Rule } from '../detections/index.ts';
import { parseRange } from '../lib/addresses.ts';
import { nearestWord } from '../lib/did-you-mean.ts';
import type { ConfigIssue, ConfigPath } from './config-text.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * What the schema's types cannot say: rule ids, thresholds, networks, patterns. Looks at the content as it was written, so
 * that these are told together with what does not fit the schema, and passes over whatever has another shape.
 */
export function contentIssues(content: unknown): ConfigIssue[] {
  if (!isObject(content)) return [];
  const addresses = content['instanceAddresses'];
  return [
    ...each(content['trustedNetworks'], ['trustedNetworks'], (network, path) =>
      networkIssues(network['cidr'], [...path, 'cidr']),
    ),
    ...each(content['allowedChains'], ['allowedChains'], (chain, path) =>
      [...(isSubject(chain['from']) ? [] : ['from']), 'to'].flatMap((side) =>
        patternIssues(chain[side], [...path, side]),
      ),
    ),
    ...each(content['forbiddenRoles'], ['forbiddenRoles'], (forbidden, path) =>
      patternIssues(forbidden['role'], [...path, 'role']),
    ),
    ...each(addresses, ['instanceAddresses'], (entry, path) =>
      list(entry['addresses']).flatMap((address, i) => networkIssues(address, [...path, 'addresses', i])),
    ),
    ...ruleIssues(content['rules']),
    ...each(content['suppressions'], ['suppressions'], (suppression, path) =>
      suppressionIssues(suppression['rule'], [...path, 'rule']),
    ),
  ];
}

function networkIssues(text: unknown, path: ConfigPath): ConfigIssue[] {
  if (typeof text !== 'string' || parseRange(text) !== null) return [];
  const message = `${JSON.stringify(text)} is neither an address nor a CIDR block such as 203.0.113.0/24 or 2001:db8::/48`;
  return [{ path, on: 'value', message }];
}

/** The subject of an OIDC token, as `repo:example/*`. What is the end of an ARN is not one, and would never match. */
function isSubject(text: unknown): boolean {
  return typeof text === 'string' && /^(?!(?:role|user|group|assumed-role|federated-user)\/)\w+[:/]/.test(text);
}

function patternIssues(text: unknown, path: ConfigPath): ConfigIssue[] {
  if (typeof text !== 'string' || /^(arn:|\*)/.test(text)) return [];
  const message = `${JSON.stringify(text)} matches no ARN: write arn:aws:iam::111122223333:role/name, with * for any text`;
  return [{ path, on: 'value', message }];
}

function ruleIssues(settings: unknown): ConfigIssue[] {
  if (!isObject(settings)) return [];
  return Object.entries(settings).flatMap(([id, setting]) => {
    const rule = rules.find((one) => one.id === id);
    if (rule === undefined) return [{ path: ['rules', id], on: 'key' as const, message: noSuchRule(id) }];
    return isObject(setting) ? thresholdIssues(rule, setting['thresholds']) : [];
  });
}

function thresholdIssues(rule: Rule, values: unknown): ConfigIssue[] {
  if (!isObject(values)) return [];
  const { id, thresholds = [] } = rule;
  const names = thresholds.map(({ name }) => name);
  return Object.entries(values).flatMap(([name, value]): ConfigIssue[] => {
    const path = ['rules', id, 'thresholds', name];
    const threshold = thresholds.find((one) => one.name === name);
    if (threshold === undefined) {
      const there = names.length === 0 ? `${id} has no thresholds` : `thresholds of ${id} are: ${names.join(', ')}`;
      return [{ path, on: 'key', message: `no threshold has this name; ${there}` }];
    }
    const fault = typeof value === 'number' ? thresholdFault(threshold, value) : null;
    return fault === null ? [] : [{ path, on: 'value', message: fault }];
  });
}

function suppressionIssues(id: unknown, path: ConfigPath): ConfigIssue[] {
  if (typeof id !== 'string' || rules.some((rule) => rule.id === id)) return [];
  return [{ path, on: 'value', message: `${JSON.stringify(id)}: ${noSuchRule(id)}` }];
}

function noSuchRule(id: string): string {
  const ids = rules.map((rule) => rule.id);
  const meant = nearestWord(id, ids);
  return `no rule has this id;${meant === null ? '' : ` did you mean ${meant}?`} rules are: ${ids.join(', ')}`;
}

function each(value: unknown, path: ConfigPath, check: (item: Json, path: ConfigPath) => ConfigIssue[]): ConfigIssue[] {
  return list(value).flatMap((item, i) => (isObject(item) ? check(item, [...path, i]) : []));
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
