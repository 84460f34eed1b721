import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';

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

/** Listens on 127.0.0.1. Port 0 takes any free one. Throws PortError. */
export async function listen(app: Hono, port: number): Promise<RunningServer> {
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portProblem(error, port)));
    server.listen(port, '127.0.0.1', () => resolve());
  });
  const taken = (server.address() as AddressInfo).port;
  return { url: `http://127.0.0.1:${taken}/`, port: taken, close: () => closeServer(server) };
}

function portProblem(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') return new PortError(`port ${port} is in use: choose another with --port`);
  if (error.code === 'EACCES') return new PortError(`port ${port} may not be used here: choose one above 1023 with --port`);
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
