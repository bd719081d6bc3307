import { setTimeout as sleep } from 'node:timers/promises';
import { NotThereError, StemmaError } from '../../lib/errors.ts';

/** A Trino coordinator, and who asks. */
export interface Coordinator {
  /** `http://host:port`. */
  readonly origin: string;
  readonly user: string;
  readonly authorization: string | null;
}

export interface TrinoColumn {
  readonly name: string;
  readonly type: string;
}

/** What the coordinator answers to a statement and to every further page of it (client protocol, version 1). */
export interface TrinoPage {
  readonly nextUri?: string;
  readonly columns?: readonly TrinoColumn[];
  readonly data?: readonly (readonly TrinoValue[])[];
  readonly stats?: { readonly state?: string; readonly processedBytes?: number; readonly physicalInputBytes?: number };
  readonly error?: { readonly message?: string; readonly errorName?: string };
}

export type TrinoValue = string | number | boolean | null;

/** The server is not ready for this request yet, or was busy: the protocol asks to try again. */
const RETRIED = new Set([429, 502, 503, 504]);
const MOST_ATTEMPTS = 8;
const FIRST_PAUSE_MS = 100;

/**
 * The pages of a statement, from the first to the last. Whoever stops early, by an abort or by leaving the loop, cancels
 * the query on the server.
 */
export async function* pagesOf(coordinator: Coordinator, sql: string, signal: AbortSignal): AsyncGenerator<TrinoPage> {
  let next: string | null = `${coordinator.origin}/v1/statement`;
  let body: string | null = sql;
  try {
    while (next !== null) {
      const page: TrinoPage = await request(coordinator, { url: next, body, signal });
      body = null;
      next = page.nextUri === undefined ? null : sameOrigin(coordinator, page.nextUri);
      if (page.error !== undefined) {
        next = null;
        throw queryFailed(page.error);
      }
      yield page;
    }
  } finally {
    if (next !== null && body === null) await cancel(coordinator, next);
  }
}

interface Asked {
  readonly url: string;
  /** The statement; null for a further page. */
  readonly body: string | null;
  readonly signal: AbortSignal;
}

async function request(coordinator: Coordinator, { url, body, signal }: Asked): Promise<TrinoPage> {
  for (let attempt = 1; ; attempt++) {
    const answer = await send(coordinator, { url, body, signal });
    if (typeof answer === 'string') return pageIn(answer, coordinator);
    // A statement whose answer was lost may run all the same; only a further page can be asked for again.
    const mayRetry = answer instanceof Response ? RETRIED.has(answer.status) : body === null;
    if (!mayRetry || attempt === MOST_ATTEMPTS) throw await refused(coordinator, answer);
    if (answer instanceof Response) await answer.body?.cancel();
    await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1), undefined, { signal });
  }
}

/** The text of what was answered well; whatever else came of it. */
async function send(coordinator: Coordinator, { url, body, signal }: Asked): Promise<string | Response | Error> {
  try {
    const answer = await fetch(url, {
      method: body === null ? 'GET' : 'POST',
      headers: headersOf(coordinator),
      signal,
      redirect: 'error',
      ...(body === null ? {} : { body }),
    });
    return answer.ok ? await answer.text() : answer;
  } catch (error) {
    signal.throwIfAborted();
    return error instanceof Error ? error : new Error(String(error));
  }
}

function pageIn(text: string, { origin }: Coordinator): TrinoPage {
  const page = ((): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  })();
  if (typeof page === 'object' && page !== null) return page;
  throw new NotThereError(`${origin}: answers as no Trino coordinator does`, {
    exitCode: 3,
    hint: 'check host and port, and whether it is trino:// or trino+https://',
  });
}

function headersOf({ user, authorization }: Coordinator): Record<string, string> {
  return {
    'X-Trino-User': user,
    'X-Trino-Source': 'stemma',
    'X-Trino-Time-Zone': 'UTC',
    ...(authorization === null ? {} : { Authorization: authorization }),
  };
}

/** Credentials go to no other server than the one that the user named. */
function sameOrigin({ origin }: Coordinator, nextUri: string): string {
  if (URL.canParse(nextUri) && new URL(nextUri).origin === origin) return nextUri;
  throw new StemmaError(`${origin}: the coordinator sends its clients to another server`, {
    exitCode: 3,
    hint: 'name the coordinator as it names itself, or set http-server.process-forwarded on it',
  });
}

async function cancel(coordinator: Coordinator, url: string): Promise<void> {
  const request = { method: 'DELETE', headers: headersOf(coordinator), signal: AbortSignal.timeout(5000) };
  // The query ends by itself a while after nobody asks for its pages any more.
  await fetch(url, request).then(
    (answer) => answer.body?.cancel(),
    () => undefined,
  );
}

async function refused({ origin, user }: Coordinator, answer: Response | Error): Promise<StemmaError> {
  if (answer instanceof Error) {
    const code = answer.cause instanceof Error && 'code' in answer.cause ? String(answer.cause.code) : answer.message;
    return new StemmaError(`${origin}: cannot be reached (${code})`, {
      exitCode: 3,
      hint: 'check host and port, and whether it is trino:// or trino+https://',
      cause: answer,
    });
  }
  const text = (await answer.text().catch(() => '')).replaceAll(/\s+/g, ' ').slice(0, 300);
  if (answer.status === 401 || answer.status === 403) {
    return new StemmaError(`${origin}: access denied for the user ${user}${text === '' ? '' : `: ${text}`}`, {
      exitCode: 3,
      hint: 'name the user as trino+https://user@host/…, and the password or token in STEMMA_TRINO_PASSWORD or STEMMA_TRINO_TOKEN',
    });
  }
  return new StemmaError(`${origin}: answers with status ${answer.status}${text === '' ? '' : `: ${text}`}`, {
    exitCode: 3,
  });
}

const hints: Readonly<Record<string, string>> = {
  ACCESS_DENIED: 'grant SELECT on the table',
  PERMISSION_DENIED: 'grant SELECT on the table',
  EXCEEDED_LOCAL_MEMORY_LIMIT: 'ask for a shorter time with --since and --until, or for fewer accounts with ?account=',
  EXCEEDED_GLOBAL_MEMORY_LIMIT: 'ask for a shorter time with --since and --until, or for fewer accounts with ?account=',
  EXCEEDED_TIME_LIMIT: 'ask for a shorter time with --since and --until, or for fewer accounts with ?account=',
  TABLE_NOT_FOUND: 'the source is trino://host:port/catalog/schema/table',
  SCHEMA_NOT_FOUND: 'the source is trino://host:port/catalog/schema/table',
  CATALOG_NOT_FOUND: 'the source is trino://host:port/catalog/schema/table',
};

function queryFailed({ message, errorName }: NonNullable<TrinoPage['error']>): StemmaError {
  const hint = hints[errorName ?? ''];
  const text = (message ?? 'no reason given').replaceAll(/\s+/g, ' ').slice(0, 500);
  const Failure = errorName?.endsWith('_NOT_FOUND') === true ? NotThereError : StemmaError;
  return new Failure(`the query failed: ${errorName ?? 'ERROR'}: ${text}`, {
    exitCode: 3,
    ...(hint === undefined ? {} : { hint }),
  });
}
