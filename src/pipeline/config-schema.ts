import { z } from 'zod';
import { rules, type Rule } from '../detections/index.ts';
import { configFileSchema } from '../model/config.ts';
import { severities } from '../model/finding.ts';
import type { SchemaNode } from './config-issues.ts';

/** `docs/config.schema.json`, as text: for editors, and for whoever writes configurations by program. */
export function configSchemaText(): string {
  return `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
}

/** The JSON Schema of `stemma.config.json`, with the rules and thresholds that there are. */
export function configJsonSchema(): SchemaNode {
  const { $schema, ...schema } = z.toJSONSchema(configFileSchema, { target: 'draft-2020-12', io: 'input' });
  const properties = schema.properties as Record<string, SchemaNode>;
  const document = {
    $schema,
    title: 'stemma.config.json',
    description:
      'Configuration of stemma. Comments and trailing commas are allowed. docs/configuration.md explains every key.',
    ...schema,
    properties: {
      ...properties,
      rules: {
        ...properties['rules'],
        propertyNames: undefined,
        properties: Object.fromEntries(rules.map((rule) => [rule.id, ruleSchema(rule)])),
        additionalProperties: false,
      },
      suppressions: withRuleIds(properties['suppressions']!),
    },
  };
  return JSON.parse(JSON.stringify(document)) as SchemaNode;
}

function ruleSchema({ says, severities: own, thresholds = [] }: Rule): SchemaNode {
  const numbers = thresholds.map((one) => [
    one.name,
    {
      type: one.whole === true ? 'integer' : 'number',
      description: `${one.says} (${one.unit})`,
      default: one.default,
      minimum: one.least,
      maximum: one.most,
    },
  ]);
  const schema = {
    type: 'object',
    description: says,
    properties: {
      off: { type: 'boolean', description: 'true: the rule does not run.' },
      severity: {
        type: 'string',
        enum: severities,
        description: `The severity of all its findings, in place of its own (${own.join(' or ')}).`,
      },
      ...(numbers.length === 0
        ? {}
        : { thresholds: { type: 'object', properties: Object.fromEntries(numbers), additionalProperties: false } }),
    },
    additionalProperties: false,
  };
  return schema as SchemaNode;
}

function withRuleIds(suppressions: SchemaNode): SchemaNode {
  const items = suppressions.items!;
  const rule = { ...items.properties!['rule'], enum: rules.map(({ id }) => id) };
  return { ...suppressions, items: { ...items, properties: { ...items.properties, rule } } };
}
