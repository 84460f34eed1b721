import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '#test/support/run-cli.ts';
import { startApp } from '../browser/support/app.ts';
import { startBrowser } from '../browser/support/page.ts';
import type { Phase } from './app-phases.ts';
import { driveWholeApp } from './app-phases.ts';
import type { Bench } from './bench.ts';

export const bench: Bench = {
  name: 'slices',
  describe: "the longest that the page's own thread was held while points were loaded, lassoed, labelled and undone in Chromium; floor: while nothing was done",
  unit: 'measured ms',
  defaultPoints: 10_000_000,
  onRequest: true,
  setup(points) {
    let phases: Phase[] = [];
    let figure = 0;
    const notes: string[] = [];
    const held = ({ longestTaskMs, longestGapMs }: Phase) => Math.max(longestTaskMs, longestGapMs);
    const idle = (phase: Phase) => phase.name.startsWith('nothing');
    return {
      ours: async () => {
        phases = await runApp(points, (line) => notes.push(line));
        figure = Math.max(...phases.filter((phase) => !idle(phase)).map(held));
        return points;
      },
      peers: {},
      floor: () => {
        figure = Math.max(...phases.filter(idle).map(held));
        return points;
      },
      measured: () => figure,
      notes: () => notes,
    };
  },
};

async function runApp(points: number, say: (line: string) => void): Promise<Phase[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pointweld-slices-'));
  try {
    await runCli('simulate', '--points', String(points), '--out', join(folder, 'data'));
    const app = await startApp({ path: join(folder, 'data'), args: ['--work', join(folder, 'work')] });
    const browser = await startBrowser();
    try {
      return await driveWholeApp(browser, { url: app.url, isolated: true, say });
    } finally {
      await browser.close();
      await app.stop();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
