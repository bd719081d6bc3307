import type { Finding, Severity } from '../model/finding.ts';
import type { OriginKind } from '../model/lineage.ts';
import type { ReportSummary } from '../model/report-view.ts';

/** How numbers, times and origins are said in text; the same in every report, and in no machine's locale. */

export function grouped(n: number): string {
  return String(n).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** `plural(2, 'file')` is `2 files`; irregular plurals are given. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${grouped(n)} ${n === 1 ? one : many}`;
}

/** `2026-10-25T14:03:11Z` as `2026-10-25 14:03`, always UTC. */
export function minute(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)}`;
}

/** `10-25 14:03`, for columns that are too narrow for the year. */
export function shortMinute(time: string): string {
  return minute(time).slice(5);
}

export function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

/** A duration in its largest unit, and the next while it is small: `35 s`, `50 min`, `3 h`, `1 d 12 h`, `41 d`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h`;
  const days = Math.floor(hours / 24);
  return days < 7 && hours % 24 > 0 ? `${days} d ${hours % 24} h` : `${days} d`;
}

/** One unit only, where columns are narrow: `36 h`, `2 d`. */
export function shortDuration(seconds: number): string {
  if (seconds < 3600) return duration(seconds);
  const hours = Math.floor(seconds / 3600);
  return hours < 72 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

/** The name at the end of an ARN, with a role's path left off: the name is what people know. */
export function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1) || arn;
}

const originWords: Readonly<Record<OriginKind, string>> = {
  'access-key': 'access key',
  'root-user': 'root user',
  'iam-user': 'user',
  console: 'console sign-in',
  'ec2-instance': 'instance',
  'lambda-function': 'function',
  'ecs-task': 'task',
  'eks-pod': 'pod',
  'aws-service': 'service',
  saml: 'SAML',
  'web-identity': 'web identity',
  'identity-center': 'Identity Center user',
  'roles-anywhere': 'Roles Anywhere',
  cognito: 'Cognito',
  account: 'account',
  unknown: 'unknown, from',
};

export function originName(origin: { readonly kind: OriginKind; readonly id: string }): string {
  return `${originWords[origin.kind]} ${origin.id}`;
}

/** Worst first. */
export const worstFirst: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

export function findingCounts(findings: ReportSummary['findings'], separator: string): string {
  const some = worstFirst.filter((severity) => findings[severity] > 0);
  return some.map((severity) => `${grouped(findings[severity])} ${severity}`).join(separator);
}

/** Findings by the severity and rule that they have in common, worst first. */
export function byRule(findings: readonly Finding[]): { readonly first: Finding; readonly all: readonly Finding[] }[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(`${finding.severity} ${finding.rule}`);
    if (group === undefined) groups.set(`${finding.severity} ${finding.rule}`, [finding]);
    else group.push(finding);
  }
  return [...groups.values()].map((all) => ({ first: all[0]!, all }));
}

/** ISO 8601 UTC to the second, of seconds since 1970. */
export const isoTime = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
