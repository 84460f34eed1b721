import { spawn } from 'node:child_process';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';
import { needChromium } from '#test/support/chromium.mjs';
import { flags } from './page.ts';

/** A Chromium of our own with a profile folder, so that it can be killed as a crash kills it and started again on what is left. */
export interface ChromiumProcess {
  readonly browser: Browser;
  /** The profile's own context: its storage is what outlives a kill. */
  readonly context: BrowserContext;
  /** SIGKILL to all of its processes at once. */
  kill(): Promise<void>;
}

const TIMEOUT_MS = 60_000;

export async function startChromium(profile: string, more: readonly string[] = []): Promise<ChromiumProcess> {
  const args = [...flags, ...more, '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, '--hide-crash-restore-bubble', 'about:blank'];
  // A group of its own: Chromium is many processes, and a kill must reach them all in the same moment.
  const child = spawn(needChromium(), args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  const kill = async (): Promise<void> => {
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // It has died already.
    }
    await exited;
  };
  try {
    const browser = await chromium.connectOverCDP(await debuggingAddress(child.stderr), { timeout: TIMEOUT_MS });
    return { browser, context: browser.contexts()[0], kill };
  } catch (error) {
    await kill();
    throw error;
  }
}

function debuggingAddress(stderr: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const late = setTimeout(() => reject(new Error(`Chromium gave no address in ${TIMEOUT_MS} ms:\n${said}`)), TIMEOUT_MS);
    stderr.on('data', (part: Buffer) => {
      said += part.toString();
      const address = /ws:\/\/\S+/.exec(said)?.[0];
      if (address === undefined) return;
      clearTimeout(late);
      resolve(address);
    });
    stderr.on('end', () => (clearTimeout(late), reject(new Error(`Chromium ended:\n${said}`))));
  });
}
