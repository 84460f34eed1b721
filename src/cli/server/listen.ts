import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';

/** How long a client may take, in milliseconds: those that are slow on purpose must not hold connections for ever. */
export interface Patience {
  /** For all headers of a request. */
  readonly headersMs: number;
  /** For a whole request. 400 MB of labels at 4 MB/s. */
  readonly requestMs: number;
  /** In which nothing at all moves, in either direction. */
  readonly silenceMs: number;
}

const USUAL: Patience = { headersMs: 10_000, requestMs: 120_000, silenceMs: 60_000 };

/** How long answers that are under way may take after the server was told to stop, in milliseconds. */
const graceMs = 3000;

export interface RunningServer {
  /** With a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Takes no new requests, lets those under way finish, and resolves when all is closed. */
  close(): Promise<void>;
}

/** A port that is taken, or that this user may not use. The message is one line. */
export class PortError extends Error {}

export interface ListenOptions {
  /** The address to listen on. */
  readonly host?: string;
  readonly patience?: Patience;
}

/** Listens on 127.0.0.1, or on `host`. Port 0 takes any free one. Throws PortError. */
export async function listen(app: Hono, port: number, { host = '127.0.0.1', patience = USUAL }: ListenOptions = {}): Promise<RunningServer> {
  const serverOptions = {
    headersTimeout: patience.headersMs,
    requestTimeout: patience.requestMs,
    connectionsCheckingInterval: Math.min(1000, patience.headersMs),
  };
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false, serverOptions }) as Server;
  server.setTimeout(patience.silenceMs);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portProblem(error, port, host)));
    server.listen(port, host, () => resolve());
  });
  const { port: taken } = server.address() as AddressInfo;
  return { url: `http://${reachableAt(host)}:${taken}/`, port: taken, close: () => closeServer(server) };
}

/** What to type for an address that one listens on: all of them together are none to go to. */
function reachableAt(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function portProblem(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code === 'EADDRINUSE') return new PortError(`port ${port} is in use: choose another with --port`);
  if (error.code === 'EACCES') return new PortError(`port ${port} may not be used here: choose one above 1023 with --port`);
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') return new PortError(`${host} is no address of this machine`);
  return error;
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A kept-alive connection goes idle only when its last answer is out, which nothing announces.
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const late = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
}
