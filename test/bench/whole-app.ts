/**
 * The whole app in Chromium with many points: opened, lassoed, undone, exported, and how long each took.
 *
 *     node src/cli/with-tsx.mjs test/bench/whole-app.ts [--points N] [--data DIR] [--isolated no] [--picture FILE]
 *
 * `--data` is a scene that `pointweld simulate --points N` made; without it one is made in a temporary folder. Times are those
 * that a person waits; "longest task" is the longest that the page's own thread was held, by the browser's count (Long Tasks,
 * W3C: 50 ms and more), and "longest gap" the longest time between two beats of a clock that ticks there every 5 ms.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCli } from '#test/support/run-cli.ts';
import { startApp } from '../browser/support/app.ts';
import { startBrowser } from '../browser/support/page.ts';
import { driveWholeApp } from './app-phases.ts';

const options = { points: { type: 'string', default: '10000000' }, data: { type: 'string' }, isolated: { type: 'string', default: 'yes' }, picture: { type: 'string' } } as const;
const { values } = parseArgs({ options });
const folder = mkdtempSync(join(tmpdir(), 'pointweld-whole-app-'));
const data = values.data ?? join(folder, 'data');
if (values.data === undefined) await runCli('simulate', '--points', values.points, '--out', data);
const app = await startApp({ path: data, args: ['--work', join(folder, 'work')] });
const browser = await startBrowser();
try {
  await driveWholeApp(browser, { url: app.url, isolated: values.isolated !== 'no', picture: values.picture, say: console.log });
} finally {
  await browser.close();
  await app.stop();
  rmSync(folder, { recursive: true });
}
