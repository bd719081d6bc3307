import { Hono, type Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { StemmaError } from '../../lib/errors.ts';
import { forTerminal } from '../../lib/neutralise.ts';
import { guard, type Access } from './access.ts';
import type { Asset } from './assets.ts';
import type { ExplorerData } from './data.ts';
import type { Plans } from './plans.ts';
import { sourceArchive } from './source.ts';
import { strictHeaders } from './headers.ts';

const SOURCE = '/source.tar.gz';

export interface AppOptions {
  readonly access: Access;
  readonly assets: ReadonlyMap<string, Asset>;
  /** The newest state of the case. */
  readonly current: () => ExplorerData;
  readonly plans: Plans;
  /** Calls back with every new revision until the signal aborts. */
  readonly onRevision: (tell: (revision: string) => void, signal: AbortSignal) => void;
}

/** The whole server, as a function of requests: GET only, nothing here changes anything. */
export function createApp({ access, assets, current, plans, onRevision }: AppOptions): Hono {
  const app = new Hono();
  app.use(strictHeaders);
  app.use(guard(access));
  app.get('/api/case', (context) => json(context, current().caseJson));
  app.get('/api/tokens', (context) => json(context, current().tokensJson));
  app.get('/api/tokens/:key', (context) => json(context, current().tokenJson(context.req.param('key'))));
  app.get('/api/uses/:origin', (context) => json(context, current().usesJson(Number(context.req.param('origin')))));
  app.get('/api/ways', (context) => json(context, current().waysJson()));
  app.get('/api/plans/:target', (context) => answer(context, plans.plan(context.req.param('target'))));
  app.get('/api/plans/:target/proof', (context) =>
    answer(context, plans.prove(context.req.param('target'), context.req.queries('on') ?? [])),
  );
  app.get('/api/plans/:target/scripts', (context) =>
    answer(context, plans.scripts(context.req.param('target'), context.req.queries('on') ?? [])),
  );
  app.get('/api/revisions', (context) =>
    streamSSE(context, async (stream) => {
      const gone = new AbortController();
      stream.onAbort(() => gone.abort());
      const tell = (revision: string): void => void stream.writeSSE({ event: 'revision', data: revision });
      onRevision(tell, gone.signal);
      tell(current().revision);
      await new Promise<void>((resolve) => gone.signal.addEventListener('abort', () => resolve()));
    }),
  );
  app.get(SOURCE, async (context) =>
    context.body(await sourceArchive(), 200, {
      'Content-Type': 'application/gzip',
      'Content-Disposition': 'attachment; filename="stemma-source.tar.gz"',
    }),
  );
  for (const [path, { bytes, contentType }] of assets) {
    app.get(path, (context) => context.body(bytes, 200, { 'Content-Type': contentType }));
  }
  app.notFound((context) => context.text('stemma: nothing here\n', 404));
  app.onError((_error, context) => context.text('stemma: this request could not be answered\n', 500));
  return app;
}

/** What the planner says, be it that it cannot: a question about what is not in the case is no bug. */
async function answer(context: Context, text: Promise<string>): Promise<Response> {
  try {
    return json(context, await text);
  } catch (error) {
    if (!(error instanceof StemmaError)) throw error;
    return context.json({ error: forTerminal(error.message) }, 404);
  }
}

function json(context: Context, text: string | null): Response {
  if (text === null) return context.json({ error: 'not in this case' }, 404);
  return context.body(text, 200, { 'Content-Type': 'application/json; charset=utf-8' });
}
