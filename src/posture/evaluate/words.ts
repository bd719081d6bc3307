import type { AllowedConditionExpression, IgnoredConditions } from '@cloud-copilot/iam-simulate';

interface Leaf {
  readonly op: string;
  readonly key: string;
  readonly values: readonly string[];
  readonly inverted?: boolean;
}

/** What must hold for the answer to be yes, one text for each thing that must. */
export function conditionsInWords(
  expression: AllowedConditionExpression | undefined,
  ignored: IgnoredConditions | undefined,
): string[] {
  const words = expression === undefined ? [] : topLevel(expression);
  if (words.length > 0) return [...new Set(words)];
  return [
    ...new Set(
      Object.values(ignored ?? {}).flatMap(({ allow = [], deny = [] }) => [
        ...allow.map((condition: Leaf) => leafInWords(condition)),
        ...deny.map((condition: Leaf) => leafInWords({ ...condition, inverted: true })),
      ]),
    ),
  ];
}

function topLevel(expression: AllowedConditionExpression): string[] {
  if (expression.conditionType === 'group' && expression.operator === 'and')
    return withoutPresence(expression.conditions).flatMap(topLevel);
  const words = inWords(expression);
  return words === null ? [] : [words];
}

function inWords(expression: AllowedConditionExpression): string | null {
  switch (expression.conditionType) {
    case 'condition':
      // The simulator has turned the operator of a Deny round already.
      return leafInWords({ ...expression, inverted: false });
    case 'sessionName':
      return `with the session name ${oneOf(expression.sessionName)}`;
    case 'group': {
      const parts = [
        ...new Set(
          withoutPresence(expression.conditions)
            .map(inWords)
            .filter((part) => part !== null),
        ),
      ];
      if (parts.length < 2) return parts[0] ?? null;
      return parts.join(expression.operator === 'and' ? ' and ' : ', or ');
    }
    default:
      return null;
  }
}

/** That a key is there goes without saying where something is said of its value. */
function withoutPresence(expressions: readonly AllowedConditionExpression[]): readonly AllowedConditionExpression[] {
  const keyOf = (one: AllowedConditionExpression): string | null =>
    one.conditionType === 'condition' ? one.key.toLowerCase() : null;
  const isPresence = (one: AllowedConditionExpression): boolean =>
    one.conditionType === 'condition' && one.op === 'Null';
  const valued = new Set(expressions.filter((one) => !isPresence(one)).map(keyOf));
  return expressions.filter((one) => !isPresence(one) || !valued.has(keyOf(one)));
}

/** Keys that have words of their own, where a value must be one of those that are listed. */
const said: Readonly<Record<string, string>> = {
  'sts:externalid': 'with the external id',
  'sts:rolesessionname': 'with the session name',
  'sts:sourceidentity': 'with the source identity',
  'aws:sourceidentity': 'carrying the source identity',
  'aws:sourceip': 'from',
  'aws:vpcsourceip': 'from',
  'aws:sourcevpc': 'through the VPC',
  'aws:sourcevpce': 'through the VPC endpoint',
  'aws:principalorgid': 'from the organization',
  'aws:principalorgpaths': 'from the organizational unit',
  'aws:principalaccount': 'from the account',
  'aws:principalarn': 'as',
  'aws:userid': 'with the user id',
  'aws:username': 'as the user',
  'aws:sourceaccount': 'for the account',
  'aws:sourcearn': 'for',
  'aws:requestedregion': 'in the Region',
};

/** One condition in words: `with MFA`, `with the external id "x"`, `not from 203.0.113.0/24`. */
export function leafInWords({ op, key, values, inverted = false }: Leaf): string {
  const name = key.toLowerCase();
  const operator = op
    .toLowerCase()
    .replace(/^for(all|any)(values)?:/, '')
    .replace(/ifexists$/, '');
  const negative = /not/.test(operator) !== inverted;
  if (operator === 'null') return nullInWords(key, values, inverted);
  if (operator === 'bool')
    return boolInWords(name, key, (values[0] ?? 'true').toLowerCase() === 'true' ? !inverted : inverted);
  if (/than/.test(operator)) return comparedInWords(operator, key, values, inverted);
  const words = said[name] ?? tokenClaim(name);
  if (words !== null) return `${negative ? 'not ' : ''}${words} ${oneOf(values)}`;
  return `where ${key} is ${negative ? 'not ' : ''}${oneOf(values)}`;
}

function tokenClaim(name: string): string | null {
  if (/[./].*:sub$|^saml:sub$/.test(name)) return 'for the subject';
  if (/[./].*:aud$|^saml:aud$/.test(name)) return 'for the audience';
  return null;
}

function nullInWords(key: string, values: readonly string[], inverted: boolean): string {
  const mustBeAbsent = (values[0] ?? 'true').toLowerCase() === 'true' ? !inverted : inverted;
  return mustBeAbsent ? `without ${key}` : `with ${key}`;
}

function boolInWords(name: string, key: string, wanted: boolean): string {
  if (name === 'aws:multifactorauthpresent') return wanted ? 'with MFA' : 'without MFA';
  if (name === 'aws:securetransport') return wanted ? 'over TLS' : 'without TLS';
  if (name === 'aws:viaawsservice') return wanted ? 'through an AWS service' : 'not through an AWS service';
  return `where ${key} is ${String(wanted)}`;
}

function comparedInWords(operator: string, key: string, values: readonly string[], inverted: boolean): string {
  const less = operator.includes('less') !== inverted;
  if (key.toLowerCase() === 'aws:tokenissuetime')
    return `when issued ${less ? 'before' : 'from'} ${oneOf(values)}${less ? '' : ' on'}`;
  const equal = operator.includes('equals') !== inverted;
  return `where ${key} is ${less ? 'less' : 'more'} than ${equal ? 'or equal to ' : ''}${oneOf(values)}`;
}

const shownValues = 5;

function oneOf(values: readonly string[]): string {
  const shown = values
    .slice(0, shownValues)
    .map((value) => (/^[\w.:/-]+$/.test(value) ? value : JSON.stringify(value)));
  const more = values.length - shown.length;
  return `${shown.join(' or ')}${more > 0 ? ` (or ${more} more)` : ''}`;
}
