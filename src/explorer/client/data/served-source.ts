import type { Source } from './source.ts';

/** Answers of `stemma serve`. */
export const servedSource: Source = {
  kind: 'served',
  loadCase: () => ask('case'),
  loadTokens: () => ask('tokens'),
  loadUses: (origin) => ask(`uses/${origin}`),
  loadToken: (accessKeyId) => ask(`tokens/${encodeURIComponent(accessKeyId)}`),
  loadWays: () => ask('ways'),
  loadPlan: (target) => ask(`plans/${encodeURIComponent(target)}`),
  prove: (target, actions) => ask(`plans/${encodeURIComponent(target)}/proof?${chosen(actions)}`),
  loadScripts: (target, actions) => ask(`plans/${encodeURIComponent(target)}/scripts?${chosen(actions)}`),
  onRevision(changed) {
    // The browser connects again by itself when the server comes back.
    const stream = new EventSource('/api/revisions');
    stream.addEventListener('revision', (event) => changed(String(event.data)));
    return () => stream.close();
  },
};

const chosen = (actions: readonly string[]): string =>
  new URLSearchParams(actions.map((id) => ['on', id])).toString();

async function ask<T>(path: string): Promise<T> {
  const response = await fetch(`/api/${path}`, { headers: { Accept: 'application/json' } });
  if (!response.ok) throw new Error(await reasonOf(response));
  return (await response.json()) as T;
}

async function reasonOf(response: Response): Promise<string> {
  if (response.status === 401) return 'this page is no longer let in: open the address that "stemma serve" printed';
  const body = (await response.json().catch(() => null)) as { error?: string } | null;
  return body?.error ?? `the server answered ${response.status}`;
}
