import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { encode } from 'fast-png';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '#test/support/run-cli.ts';
import { tempFolder, writeFiles } from '#test/support/temp-folder.ts';
import { HEIGHT, longDataset, scene, WIDTH } from '#test/support/wall-dataset.ts';
import { startBrowser } from './support/page.ts';

/* The page that `pointweld check --html` writes, in a browser: one file, nothing asked for, every name a text. */

const evil = (what: string): string => `</title><script>window.ran='${what}'</script><img src=http://evil.example/${what} onerror="window.ran=1">"'&`;
const photograph = encode({ width: WIDTH, height: HEIGHT, channels: 3, depth: 8, data: new Uint8Array(3 * WIDTH * HEIGHT).fill(90) });

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
});

/** Writes the page of a check, and opens it. */
async function opened(folder: string, ...options: string[]): Promise<{ page: Page; file: string; asked: string[]; problems: string[] }> {
  const file = join(tempFolder(), 'check.html');
  const { code, err } = await runCli('check', folder, '--html', file, ...options);
  expect(code, err).toBeLessThan(2);
  const page = await browser.newPage({ viewport: { width: 900, height: 900 } }), asked: string[] = [], problems: string[] = [];
  page.on('request', (request) => void (request.url().startsWith('data:') || asked.push(request.url())));
  page.on('console', (message) => problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(pathToFileURL(file).href);
  return { page, file, asked, problems };
}

describe('the page of a check', () => {
  it('has plots, tables and pictures, and asks nobody for anything', async () => {
    const pictures = Object.fromEntries(Array.from({ length: 12 }, (_, k) => [`front/${String(k).padStart(5, '0')}.png`, photograph]));
    const { page, file, asked, problems } = await opened(longDataset(12, pictures), '--fail-over', 'open-findings>0,disagrees>50%');
    expect(await page.locator('h2').allTextContents()).toEqual(['Over time', 'Cameras', 'Classes', 'Coverage', 'Labels and masks', 'Findings']);
    expect(await page.locator('svg.plot').count()).toBe(2);
    expect(await page.locator('.rules .failed').allTextContents()).toEqual([expect.stringContaining('open-findings>0: failed')]);
    expect(await page.locator('.matrix td[title^="car on road: 36 points"]').textContent()).toBe('36');
    const images = page.locator('.finding img');
    expect(await images.count()).toBeGreaterThan(5);
    expect(await images.evaluateAll((all) => all.every((image) => (image as HTMLImageElement).naturalWidth > 100))).toBe(true);
    expect(await page.locator('figcaption').allTextContents()).toEqual(expect.not.arrayContaining([expect.stringContaining('no photograph')]));
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(900);
    expect([asked, problems]).toEqual([[pathToFileURL(file).href], []]);
    expect(statSync(file).size).toBeLessThan(10e6);
    await page.close();
  });

  it('shows hostile names as the texts that they are', async () => {
    const classes = scene.taxonomy.classes.map((c) => ({ ...c, name: evil(c.name) }));
    const hostile = { ...scene, name: evil('dataset'), taxonomy: { name: evil('taxonomy'), classes }, sequences: [{ id: 'a', frames: ['00000', '00001'].map((id) => ({ id, timestampNs: '1557539960100260863', sweeps: [{ sensor: 'top', file: `${id}.bin`, labels: { file: `${id}.label` } }], images: [{ sensor: 'front', file: `front/${id}.png` }] })) }] };
    const { page, file, asked, problems } = await opened(longDataset(2, { 'scene.json': hostile }));
    expect(await page.locator('h1').textContent()).toBe(`Cross-check of ${evil('dataset')}`);
    expect(await page.locator('td.name', { hasText: evil('car') }).count()).toBeGreaterThan(0);
    expect(await page.locator('script, iframe, link, [onerror], img:not([src^="data:image/jpeg;base64,"])').count()).toBe(0);
    expect(await page.evaluate(() => (window as { ran?: unknown }).ran)).toBeUndefined();
    expect([asked, problems]).toEqual([[pathToFileURL(file).href], []]);
    expect(readFileSync(file, 'utf8')).not.toContain('<script');
    // Their photographs are not there: crops are drawn on grey, and say so.
    expect(await page.locator('figcaption').first().textContent()).toContain('no photograph: front/');
    await page.close();
  });

  it('says that there is nothing where nothing is at odds', async () => {
    const folder = longDataset(1), { page } = await opened(folder, '--frames', '00000', '--map', agreeing());
    expect(await page.locator('.empty').allTextContents()).toEqual(['Labels and masks are nowhere at odds over something that is worth opening.']);
    await page.close();
  });
});

/** A class map in which nothing disagrees. */
function agreeing(): string {
  const folder = tempFolder();
  writeFiles(folder, { 'map.json': { schemaVersion: 1, labels: 'own', masks: 'own', agree: [{ labels: ['road', 'car'], masks: ['road', 'car'] }] } });
  return join(folder, 'map.json');
}
