import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

/** The name under which the address that is printed carries the token, once. */
export const TOKEN_QUERY = 'token';

/** What a server that others can reach asks for: 256 random bits. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * Refuses whoever does not have the token. The address that the terminal prints has it in its query: a browser that
 * opens that one gets it as a cookie which no script and no other site can use, and is sent on to an address without
 * it, so that it stays in no history and no screenshot. Programs send it as `Authorization: Bearer`.
 */
export function tokenOnly(token: string): MiddlewareHandler {
  return async (c, next) => {
    const cookie = cookieName(c);
    const asked = c.req.query(TOKEN_QUERY);
    if (asked !== undefined && c.req.method === 'GET' && same(asked, token)) {
      setCookie(c, cookie, token, { httpOnly: true, sameSite: 'Strict', path: '/' });
      const url = new URL(c.req.url);
      url.searchParams.delete(TOKEN_QUERY);
      // A path that begins with two slashes would name another host.
      return c.redirect(url.pathname.replace(/^\/+/, '/') + url.search, 303);
    }
    const bearer = /^Bearer (.+)$/.exec(c.req.header('Authorization') ?? '')?.[1];
    if (!same(getCookie(c, cookie) ?? bearer ?? '', token))
      return c.text('This server needs its token: open the address that its terminal printed.\n', 401);
    await next();
    return undefined;
  };
}

/** Cookies are shared by all ports of a host: each server has its own. */
function cookieName(c: Context): string {
  return `pointweld-${portOf(c) ?? 0}`;
}

/** The port that a request came in on. */
export function portOf(c: Context): number | undefined {
  return (c.env as { incoming?: { socket: { localPort?: number } } } | undefined)?.incoming?.socket.localPort;
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a), right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
