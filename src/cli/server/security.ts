import type { MiddlewareHandler } from 'hono';
import { portOf } from './token.ts';

/** Only what the app is made of: its own scripts, wasm and workers, images made in the page, styles set by React. */
const appPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A dataset's own files are data, whatever they contain: opened on their own, they may do nothing. */
const dataPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";

const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/** Puts the headers that isolate the page on every answer, errors too. */
export const isolate: MiddlewareHandler = async (c, next) => {
  await next();
  const ofData = /^\/(data|api)\//.test(c.req.path);
  for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
  c.res.headers.set('Content-Security-Policy', ofData ? dataPolicy : appPolicy);
};

/** The names that this machine answers to when only it can reach the server. */
export const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost'];

/**
 * Refuses requests that reached this machine under a name that is not its own (DNS rebinding), and those that a page
 * from elsewhere makes. The port is the one the request came in on.
 */
export function ownHostOnly(names: readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    const port = portOf(c);
    const hosts = names.map((name) => (name.includes(':') ? `[${name}]` : name)).flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
    const host = c.req.header('Host') ?? '';
    if (!hosts.includes(host.toLowerCase())) return c.text(`This server answers to ${names.slice(0, 2).join(' and ')} only.\n`, 403);
    const origin = c.req.header('Origin');
    if (origin !== undefined && !hosts.includes(origin.toLowerCase().replace(/^http:\/\//, ''))) {
      return c.text('Requests from other sites are refused.\n', 403);
    }
    await next();
    return undefined;
  };
}

/** Nothing but reading, except below /api/work/. */
export const readOnly: MiddlewareHandler = async (c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD' || c.req.path.startsWith('/api/work/')) {
    await next();
    return undefined;
  }
  return c.text('Only GET and HEAD are answered here.\n', 405, { Allow: 'GET, HEAD' });
};
