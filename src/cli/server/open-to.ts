import { isIPv4 } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { LOOPBACK } from './security.ts';
import { newToken } from './token.ts';

/** Who may reach a server, by the address that it listens on. */
export interface OpenTo {
  /** Names and addresses that requests may use for this machine. */
  readonly hosts: readonly string[];
  /** What they must bring; undefined where only this machine can ask. */
  readonly token?: string;
}

/** This machine alone for a loopback address; for any other, whoever knows a token that is made now. */
export function openTo(host: string): OpenTo {
  if (isLoopback(host)) return { hosts: [...new Set([...LOOPBACK, host])] };
  const addresses = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));
  return { hosts: [...new Set([host, hostname(), ...LOOPBACK, ...addresses].map((name) => name.toLowerCase()))], token: newToken() };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}
