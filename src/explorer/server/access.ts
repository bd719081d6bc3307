import { timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

export interface Access {
  /** What the URL must carry once; a cookie carries it from then on. */
  readonly token: string;
  /** Values of `Host` that are answered, port and all: a page that had its name rebound to this machine has another. */
  readonly hosts: readonly string[];
  readonly cookieName: string;
}

/** Lets nobody in but who was given the URL: no other program's page, no other machine, no other user's guess. */
export function guard({ token, hosts, cookieName }: Access): MiddlewareHandler {
  return async (context, next) => {
    const host = context.req.header('host') ?? '';
    if (!hosts.includes(host)) return refuse(context, 421, 'this address is not served here');
    if (!isSameOrigin(context, host)) return refuse(context, 403, 'requests of other sites are not answered');
    const asked = context.req.query('token');
    if (asked !== undefined && context.req.path === '/') {
      if (!isSame(asked, token)) return refuse(context, 401, 'the token of this address has expired');
      // Session cookie: gone when the browser closes. Never sent with a request that another site made.
      setCookie(context, cookieName, token, { httpOnly: true, sameSite: 'Strict', path: '/' });
      return context.redirect('/', 303);
    }
    const given = getCookie(context, cookieName) ?? bearer(context);
    if (given === undefined || !isSame(given, token)) {
      return refuse(context, 401, 'open the address that "stemma serve" printed, with its token');
    }
    await next();
    return undefined;
  };
}

function refuse(context: Context, status: 401 | 403 | 421, why: string): Response {
  return context.text(`stemma: ${why}\n`, status);
}

function bearer(context: Context): string | undefined {
  return /^Bearer (\S+)$/.exec(context.req.header('authorization') ?? '')?.[1];
}

/** A browser says where a request comes from, in one of two headers; a program says neither, and needs the token as anyone. */
function isSameOrigin(context: Context, host: string): boolean {
  const origin = context.req.header('origin');
  if (origin !== undefined && origin !== `http://${host}`) return false;
  const site = context.req.header('sec-fetch-site');
  // The link that the user follows comes from nowhere ("none"), or from another site: then it is a visit, without a cookie.
  return site === undefined || site === 'same-origin' || site === 'none' || isVisit(context);
}

function isVisit(context: Context): boolean {
  return context.req.header('sec-fetch-mode') === 'navigate' && context.req.path === '/';
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
