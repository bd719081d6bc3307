import { UsageError } from '../lib/errors.ts';
import { withoutPassword } from '../lib/without-password.ts';
import { decoded } from './decoded.ts';
import type { Source, SourceItem, SourceOptions } from './source.ts';
import { filtersOf, queryItem } from './sql/query-item.ts';
import { trinoEngine } from './trino/engine.ts';
import type { Coordinator } from './trino/protocol.ts';

const FORM = 'trino://[user@]host:port/catalog/schema/table';

/** A table of CloudTrail logs on a Trino server: facts are made over there. */
export const trinoSource: Source = {
  form: FORM,
  matches: (spec) => /^trino(?:\+https?)?:/i.test(spec),
  open,
};

async function* open(spec: string, options: SourceOptions): AsyncGenerator<SourceItem> {
  const parsed = URL.canParse(spec) ? new URL(spec) : null;
  const path = decoded(withoutPassword(spec), (parsed?.pathname ?? '').split('/').slice(1));
  if (parsed === null || parsed.hostname === '' || path.length !== 3 || path.includes('')) {
    throw new UsageError(`${withoutPassword(spec)}: names no Trino table`, `a Trino source is ${FORM}`);
  }
  const coordinator = coordinatorOf(parsed, options);
  const filters = filtersOf(withoutPassword(spec), parsed.searchParams);
  // Who asks is not what is asked for: another user reads the same table.
  const name = `${parsed.protocol}//${parsed.host}${parsed.pathname}${parsed.search}`;
  yield queryItem({ spec: name, ...filters }, trinoEngine(coordinator, path as [string, string, string]), options);
}

function coordinatorOf(parsed: URL, { env }: SourceOptions): Coordinator {
  const isHttps = parsed.protocol === 'trino+https:';
  const [named, given] = decoded(withoutPassword(parsed.href), [parsed.username, parsed.password]);
  const user = named || (env['STEMMA_TRINO_USER'] ?? env['USER'] ?? 'stemma');
  const password = given || env['STEMMA_TRINO_PASSWORD'];
  const token = env['STEMMA_TRINO_TOKEN'];
  const authorization =
    token !== undefined && token !== ''
      ? `Bearer ${token}`
      : password !== undefined && password !== ''
        ? `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
        : null;
  if (authorization !== null && !isHttps) {
    throw new UsageError(
      'a password or token goes to a Trino server over https only',
      'name it trino+https://…, or unset STEMMA_TRINO_PASSWORD and STEMMA_TRINO_TOKEN',
    );
  }
  const origin = new URL(`${isHttps ? 'https' : 'http'}://${parsed.host}`).origin;
  return { origin, user, authorization };
}
