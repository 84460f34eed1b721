import { chromium, type Browser, type BrowserContext, type Page, type Route } from 'playwright-core';
import { needChromium } from '#test/support/chromium.mjs';

/** WebGL2 in software, and none of what a browser does on the network of its own accord. */
export const flags = [
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-sync',
  '--no-first-run',
  '--no-pings',
];

/** Starts a headless Chromium. One serves a whole test file: give each test its own page. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: needChromium(), args: flags, headless: true });
}

export interface OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** URLs of requests to any host but the app's; every one was refused. */
  readonly outsideRequests: string[];
  /** Console messages of level error, and uncaught exceptions. */
  readonly errors: string[];
  close(): Promise<void>;
}

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
}

/**
 * Opens `url` in a context of its own (its own storage), with every request to another host refused and recorded.
 * Resolves at the page's load event; what the app shows when it is ready is for the test to wait for.
 */
export async function openPage(browser: Browser, url: string, { width = 1280, height = 720 }: PageOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width, height }, serviceWorkers: 'block' });
  const outsideRequests: string[] = [];
  const errors: string[] = [];
  const own = new URL(url).host;

  await context.route('**/*', (route: Route) => {
    const asked = new URL(route.request().url());
    if (asked.host === own || asked.protocol === 'data:' || asked.protocol === 'blob:') return route.fallback();
    outsideRequests.push(asked.href);
    return route.abort('blockedbyclient');
  });
  await context.routeWebSocket(/.*/, (socket) => {
    outsideRequests.push(socket.url());
    void socket.close();
  });

  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
  await page.goto(asHostedPlainly(url), { waitUntil: 'load' });
  return { page, context, outsideRequests, errors, close: () => context.close() };
}

/** With `POINTWELD_ISOLATED=no` the app shares no memory with its workers, as on a host without the headers; every test must pass all the same. */
function asHostedPlainly(url: string): string {
  if (process.env.POINTWELD_ISOLATED !== 'no') return url;
  const address = new URL(url);
  address.searchParams.set('isolated', 'no');
  return address.href;
}
