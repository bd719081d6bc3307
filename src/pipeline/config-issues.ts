import type { z } from 'zod';
import { nearestWord } from '../lib/did-you-mean.ts';
import { pathText, type ConfigIssue, type ConfigPath } from './config-text.ts';

type ZodIssue = z.core.$ZodIssue;
/** As much of JSON Schema as tells which keys may stand where. */
export interface SchemaNode {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
}

/** What does not fit the schema, each in words that name what would. */
export function schemaIssues(issues: readonly ZodIssue[], schema: SchemaNode): ConfigIssue[] {
  return issues.flatMap((issue) => wordsFor(issue, { under: [], schema }));
}

function wordsFor(
  issue: ZodIssue,
  { under, schema }: { readonly under: ConfigPath; readonly schema: SchemaNode },
): ConfigIssue[] {
  const path = [...under, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
  switch (issue.code) {
    case 'unrecognized_keys': {
      const keys = keysAt(schema, path);
      return issue.keys.map((key) => ({ path: [...path, key], on: 'key', message: unknownKey(key, keys) }));
    }
    case 'invalid_type':
      return [{ path, on: 'value', message: typeMessage(issue) }];
    case 'invalid_value':
      return [{ path, on: 'value', message: `must be one of ${issue.values.map(String).join(', ')}` }];
    case 'invalid_union':
      return nearestBranch(issue.errors).flatMap((inner) => wordsFor(inner, { under: path, schema }));
    default:
      return [{ path, on: 'value', message: issue.message }];
  }
}

/** Of several shapes the one that was most likely meant: the one with the least that is wrong, deep down rather than at the top. */
function nearestBranch(branches: readonly (readonly ZodIssue[])[]): readonly ZodIssue[] {
  const wrong = (branch: readonly ZodIssue[]): number =>
    branch.reduce((sum, issue) => sum + (issue.path.length === 0 && issue.code === 'invalid_type' ? 100 : 1), 0);
  return branches.reduce((best, branch) => (wrong(branch) < wrong(best) ? branch : best));
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text in double quotes',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list: [ … ]',
  object: 'an object: { … }',
  record: 'an object: { … }',
};

function typeMessage({ expected, message }: ZodIssue & { readonly code: 'invalid_type' }): string {
  // The issue does not carry the input: zod's own message says "received undefined" where the key is missing.
  return message.endsWith('received undefined') ? 'is missing' : `must be ${typeNames[expected] ?? expected}`;
}

function unknownKey(key: string, keys: readonly string[]): string {
  const meant = nearestWord(key, keys);
  return `unknown key${meant === null ? '' : `; did you mean ${meant}?`}${meant === null ? '; ' : ' '}keys here are: ${keys.join(', ')}`;
}

function keysAt(schema: SchemaNode, path: ConfigPath): string[] {
  let nodes = shapes(schema);
  for (const step of path) nodes = nodes.flatMap((node) => stepInto(node, step)).flatMap(shapes);
  return [...new Set(nodes.flatMap((node) => Object.keys(node.properties ?? {})))];
}

function stepInto(node: SchemaNode, step: string | number): SchemaNode[] {
  if (typeof step === 'number') return node.items === undefined ? [] : [node.items];
  const property = node.properties?.[step];
  if (property !== undefined) return [property];
  return typeof node.additionalProperties === 'object' ? [node.additionalProperties] : [];
}

function shapes(node: SchemaNode): SchemaNode[] {
  return node.anyOf === undefined ? [node] : node.anyOf.flatMap(shapes);
}

/** One line for people: place, path, what is wrong. */
export function problemText(file: string, place: string, { path, message }: ConfigIssue): string {
  const where = pathText(path);
  return `${file}:${place}: ${where === '' ? '' : `${where}: `}${message}`;
}
