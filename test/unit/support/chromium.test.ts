import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findChromium } from '#test/support/chromium.mjs';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chromium-'));
  mkdirSync(join(folder, 'a'));
  mkdirSync(join(folder, 'b'));
  for (const path of ['a/google-chrome', 'b/chromium', 'not-executable']) {
    writeFileSync(join(folder, path), '');
    chmodSync(join(folder, path), path === 'not-executable' ? 0o644 : 0o755);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

it('takes CHROMIUM_PATH before PATH, and nothing else when it is wrong', () => {
  const PATH = join(folder, 'a');
  expect(findChromium({ PATH, CHROMIUM_PATH: join(folder, 'b/chromium') })).toBe(join(folder, 'b/chromium'));
  expect(findChromium({ PATH, CHROMIUM_PATH: join(folder, 'absent') })).toBeNull();
  expect(findChromium({ PATH, CHROMIUM_PATH: join(folder, 'not-executable') })).toBeNull();
});

it('prefers chromium to google-chrome wherever they are on PATH', () => {
  expect(findChromium({ PATH: `${join(folder, 'a')}:${join(folder, 'b')}` })).toBe(join(folder, 'b/chromium'));
  expect(findChromium({ PATH: join(folder, 'a') })).toBe(join(folder, 'a/google-chrome'));
  expect(findChromium({ PATH: '' })).toBeNull();
});
