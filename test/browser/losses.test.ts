import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { projectRoot } from '#src/cli/prepare.mjs';
import { openWorkDir } from '#src/storage/work/node-work-files.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { paintMany } from '#test/unit/storage/make-change.ts';
import type { RunningApp } from './support/app.ts';
import { startApp } from './support/app.ts';
import { writeGrid } from './support/labeler.ts';
import { openPage, startBrowser } from './support/page.ts';

const pictures = join(projectRoot, '.cache/pictures');
let app: RunningApp | undefined;
let browser: Browser | undefined;

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  browser = await startBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await app?.kill();
});

it('a line about a journal that was cut stays until it is closed', async () => {
  const data = tempFolder(), work = tempFolder(), journal = join(work, 'journal/work.journal');
  writeGrid(data);
  const store = await openWorkDir(work, 'work');
  for (const change of paintMany(2, 'elsewhere/000/lidar').changes) await store.append(change);
  await store.close();
  writeFileSync(journal, readFileSync(journal).subarray(0, -1));
  app = await startApp({ path: data, args: ['--work', work] });
  const { page } = await openPage(browser!, app.url, { width: 1280, height: 720 });
  const line = page.getByRole('alert').filter({ hasText: /work\.journal ended with an unfinished record: .* put aside, the 1 changes before it are whole/ });
  await line.waitFor({ timeout: 60_000 });
  await page.locator('[data-class="0"]').waitFor({ timeout: 60_000 });
  // No toast: those go by themselves.
  expect(await line.locator('xpath=ancestor::*[@data-sonner-toaster]').count()).toBe(0);
  await page.screenshot({ path: join(pictures, 'loss.png') });
  await line.getByRole('button', { name: 'Close' }).click();
  expect(await page.getByRole('alert').count()).toBe(0);
}, 240_000);
