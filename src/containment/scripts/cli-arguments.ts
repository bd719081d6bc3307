import type { ApiCall, ApiReference, ApiValue } from '../../model/containment.ts';

/** A part of a command line: text as it is, an answer of an earlier call, or the cut-off, known when it runs. */
export type Piece = string | ApiReference | typeof CUT_OFF;

/** Stands for the moment before which tokens are denied: it has to lie ahead of the moment when the call is made. */
export const CUT_OFF = Symbol('cut-off');

/** One argument: its pieces put together. */
export type Argument = readonly Piece[];

/** The command line of the AWS CLI for a call, without quotes: whoever writes a script quotes each argument. */
export function cliArguments(call: ApiCall, cutOff: string | null = null): Argument[] {
  const words = ['aws', call.service, kebab(call.operation)];
  const region = call.region === null ? [] : [['--region'], [call.region]];
  return [...words.map((word) => [word]), ...region, ...parametersOf(call, cutOff)];
}

function parametersOf(call: ApiCall, cutOff: string | null): Argument[] {
  const parameters = Object.entries(call.parameters);
  // The CLI reads a parameter that begins like this from a file or an address: as one JSON document it does not.
  if (wholly.has(call.operation) || parameters.some(([, value]) => typeof value === 'string' && isAddress(value))) {
    return [['--cli-input-json'], piecesOf(call.parameters, cutOff)];
  }
  return parameters.flatMap(([name, value]): Argument[] => {
    const option = `--${kebab(name)}`;
    if (typeof value === 'boolean') return [[value ? option : `--no-${kebab(name)}`]];
    // One of many may begin with a dash.
    if (isReference(value)) return value.ref.from === 'each' ? [[`${option}=`, value]] : [[option], [value]];
    const argument = typeof value === 'object' ? piecesOf(value, cutOff) : [String(value)];
    // A value that begins with a dash would be taken for another option.
    return typeof argument[0] === 'string' && argument[0].startsWith('-')
      ? [[`${option}=`, ...argument]]
      : [[option], argument];
  });
}

const isAddress = (value: string): boolean => /^(fileb?|https?):\/\//.test(value);

/** Calls with answers of earlier calls in them that are more than a word: as JSON they go in as they came out. */
const wholly: ReadonlySet<string> = new Set(['CreateSAMLProvider', 'CreateOpenIDConnectProvider']);

/** `UpdateAccessKey` as the CLI spells it: `update-access-key`; `SAMLProviderArn`: `saml-provider-arn`. */
export function kebab(name: string): string {
  return name
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase();
}

/** JSON without white space, with holes for what is not known yet. A reference in it stands for JSON text. */
export function piecesOf(value: unknown, cutOff: string | null): Piece[] {
  const pieces: Piece[] = [];
  const add = (text: string): void => {
    const last = pieces.at(-1);
    if (typeof last === 'string') pieces[pieces.length - 1] = last + text;
    else pieces.push(text);
  };
  const write = (one: unknown, key: string): void => {
    if (isReference(one)) pieces.push(one);
    else if (Array.isArray(one)) writeAll(one.entries(), ['[', ']']);
    else if (typeof one === 'object' && one !== null) writeAll(Object.entries(one), ['{', '}']);
    else if (cutOff !== null && one === cutOff && key === 'aws:TokenIssueTime') {
      add('"');
      pieces.push(CUT_OFF);
      add('"');
    } else add(JSON.stringify(one));
  };
  const writeAll = (entries: Iterable<readonly [string | number, unknown]>, [open, close]: [string, string]): void => {
    let before = open;
    for (const [key, one] of entries) {
      add(before + (typeof key === 'string' ? `${JSON.stringify(key)}:` : ''));
      write(one, String(key));
      before = ',';
    }
    add(before === open ? open + close : close);
  };
  write(value, '');
  return pieces;
}

export function isReference(value: unknown): value is ApiReference {
  return typeof value === 'object' && value !== null && 'ref' in value;
}

/** Every answer that a call waits for. */
export function referencesIn(value: ApiValue | ApiCall['parameters']): ApiReference[] {
  if (isReference(value)) return [value];
  if (typeof value !== 'object') return [];
  return Object.values(value).flatMap((one) => referencesIn(one as ApiValue));
}

/** The path of a reference as the CLI's `--query` writes it: `Reservations[0].Instances[0].VpcId`, `Groups[*].Id`. */
export function queryOf({ ref }: ApiReference): string {
  return ref.path
    .split('.')
    .reduce(
      (query, part) => (/^(\d+|\*)$/.test(part) ? `${query}[${part}]` : query === '' ? part : `${query}.${part}`),
      '',
    );
}
