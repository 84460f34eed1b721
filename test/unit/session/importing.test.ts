import { beforeEach, describe, expect, it } from 'vitest';
import { packLabel } from '#src/core/labels/label.ts';
import { previewImport } from '#src/session/importing.ts';
import { undo } from '#src/session/undoing.ts';
import { memoryTree } from '#test/support/memory-tree.ts';
import { CAR, Driver, GRID, ROAD } from './driver.ts';

const label = (value: number, count = GRID.length) => new Uint8Array(Uint32Array.from({ length: count }, () => value).buffer);
const look = (files: Record<string, Uint8Array>) => previewImport(memoryTree(files, 'labels'), new AbortController().signal);

describe('importing in the app', () => {
  let driver: Driver;

  beforeEach(async () => {
    driver = await new Driver().open();
  });

  const labelsOf = (frame: string) => new Set(driver.workspace.get(`s/${frame}/lidar`)!.labels.labels);

  it('says what would change, changes nothing, and then makes one change of all frames', async () => {
    const preview = await look({ 's/labels/0.label': label(packLabel(CAR, 3)), 's/labels/1.label': label(ROAD) });
    expect([preview.title, preview.plan.changed, preview.totalPoints, preview.plan.files.map((f) => f.sweep)]).toEqual(['SemanticKITTI .label', 800, 800, ['s/0/lidar', 's/1/lidar']]);
    expect([labelsOf('0'), driver.workspace.history.steps.length]).toEqual([new Set([0]), 0]);
    const change = await preview.run();
    expect([change!.title, labelsOf('0'), labelsOf('1')]).toEqual(['import labels: 800 points', new Set([packLabel(CAR, 3)]), new Set([ROAD])]);
    await undo();
    expect([labelsOf('0'), labelsOf('1')]).toEqual([new Set([0]), new Set([0])]);
  });

  it('takes one file of any name for the frame on screen', async () => {
    const preview = await look({ 'mine.label': label(ROAD) });
    await preview.run();
    expect([labelsOf('0'), labelsOf('1')]).toEqual([new Set([ROAD]), new Set([0])]);
  });

  it('names both numbers of a file of other points, and what fits nothing', async () => {
    await expect(look({ 'mine.label': label(ROAD, 7) })).rejects.toThrow(/mine\.label: .*expected 400 labels.*found 7 labels/);
    await expect(look({ 'a.txt': label(0), 'b.txt': label(0) })).rejects.toThrow(/labels: has nothing for this dataset.*2 files/);
  });

  it('says which classes nobody knows', async () => {
    expect((await look({ '0.label': label(77) })).plan.unknown).toEqual(new Map([['class 77', 1]]));
  });
});
