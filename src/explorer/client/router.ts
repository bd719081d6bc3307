import { useEffect, useState } from 'preact/hooks';

/** Everything on the page has an address: `#/lineage/access-key/AKIA…?token=ASIA…`. */
export interface Route {
  readonly view: string;
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

export interface ViewProps {
  readonly route: Route;
}

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const parts = path.split('/').filter((part) => part !== '');
  return { view: parts[0] ?? 'overview', path: parts.slice(1).map(decoded), query: new URLSearchParams(query) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

type Query = Readonly<Record<string, string | null | undefined>>;

/** The address of a view; parts that are null are left out. */
export function link(view: string, path: readonly string[] = [], query: Query = {}): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => (entry[1] ?? '') !== '');
  const search = given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
  return `#/${[view === 'overview' ? '' : view, ...path.map(encodeURIComponent)].filter((part) => part !== '').join('/')}${search}`;
}

/** The present address with some of its query changed. */
export function linkHere(route: Route, query: Query): string {
  return link(route.view, route.path, { ...Object.fromEntries(route.query), ...query });
}

/** Goes there; back comes back. With `replace`, the present entry of the history is written over. */
export function go(to: string, options: { replace?: boolean } = {}): void {
  if (options.replace === true) {
    history.replaceState(null, '', to);
    dispatchEvent(new HashChangeEvent('hashchange'));
  } else location.hash = to;
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const changed = (): void => setRoute(parseRoute(location.hash));
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return route;
}

export const lineageLink = (origin: { kind: string; id: string }, query: Query = {}): string =>
  link('lineage', [origin.kind, origin.id], query);
export const tokenLink = (accessKeyId: string): string => link('token', [accessKeyId]);
