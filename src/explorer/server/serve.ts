import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { UsageError } from '../../lib/errors.ts';
import type { ReportView } from '../../model/report-view.ts';
import { createApp } from './app.ts';
import { loadAssets } from './assets.ts';
import { explorerDataOf, type ExplorerData } from './data.ts';
import { createPlans, type Planned } from './plans.ts';
import { watchCase } from './watch-case.ts';

export interface ServeOptions {
  readonly casePath: string;
  /** Judges the case as it is now. */
  readonly load: () => Promise<ReportView>;
  /** What the commands on the page name to ask the same case. */
  readonly askWith: string;
  /** Plans what ends a credential, origin or finding of the case as it is now. */
  readonly plan: (target: string) => Promise<Planned>;
  /** Loopback, unless somebody means otherwise. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Ends the server. */
  readonly signal: AbortSignal;
}

export interface Served {
  /** With the token: who has it may look. */
  readonly url: string;
  /** Settles when the last connection is closed. */
  readonly closed: Promise<void>;
}

/** Serves a case until the signal aborts. The case file is open only while it is read: scans go on beside it. */
export async function serve(options: ServeOptions): Promise<Served> {
  const assets = await loadAssets();
  let revision = 0;
  const read = async (): Promise<ExplorerData> =>
    explorerDataOf(await options.load(), { revision: String(++revision), askWith: options.askWith });
  let data = await read();
  const listeners = new Set<(revision: string) => void>();
  const token = randomBytes(24).toString('base64url');
  const server = await listen(options);
  const { port } = server.address() as AddressInfo;
  const name = options.host.includes(':') ? `[${options.host}]` : options.host;
  const app = createApp({
    assets,
    access: { token, hosts: hostsOf(name, port), cookieName: `stemma-${port}` },
    current: () => data,
    plans: createPlans(options.plan, () => data.revision),
    onRevision(tell, signal) {
      listeners.add(tell);
      signal.addEventListener('abort', () => listeners.delete(tell));
    },
  });
  server.on('request', (request, response) => void getRequestListener(app.fetch)(request, response));
  watchCase(
    options.casePath,
    async () => {
      data = await read();
      for (const tell of listeners) tell(data.revision);
    },
    options.signal,
  );
  return { url: `http://${name}:${port}/?token=${token}`, closed: closing(server, options.signal) };
}

/** What a browser may call this server. */
function hostsOf(name: string, port: number): string[] {
  return [...new Set([name, '127.0.0.1', 'localhost', '[::1]'])].map((host) => `${host}:${port}`);
}

function listen({ host, port }: ServeOptions): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'another program listens there' : cause.message;
      reject(new UsageError(`${host}:${port}: ${why}`, 'name another --port, or 0 for any that is free'));
    });
    server.listen(port, host, () => resolve(server));
  });
}

function closing(server: Server, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const close = (): void => {
      server.close(() => resolve());
      // Open streams of pages that wait for news would keep it for ever.
      server.closeAllConnections();
    };
    if (signal.aborted) close();
    else signal.addEventListener('abort', close, { once: true });
  });
}
