import { parseTime } from '../../lib/time.ts';
import type { EpochSeconds } from '../../model/lineage.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Reading foreign JSON: what is not of the expected kind is not there. */
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const fieldsIn = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);

export const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

export const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

export const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

export const timeOf = (value: unknown): EpochSeconds | null => parseTime(value);

/** `[{ Key, Value }]` as AWS lists tags. */
export function tagsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(
    fieldsIn(value).flatMap((tag) =>
      typeof tag['Key'] === 'string' ? [[tag['Key'], textOf(tag['Value']) ?? '']] : [],
    ),
  );
}

/** The last part of an ARN's path, and the path before it with both slashes. */
export function nameAndPath(arn: string): { name: string; path: string } {
  const resource = arn.split(':').slice(5).join(':');
  const at = resource.indexOf('/');
  const last = resource.lastIndexOf('/');
  return { name: resource.slice(last + 1), path: at < 0 ? '/' : resource.slice(at, last + 1) };
}
