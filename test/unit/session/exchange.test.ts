import { unzipSync } from 'fflate';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { FrameToExport } from '#src/datasets/export/exporter.ts';
import { findExporter } from '#src/datasets/export/index.ts';
import { packLabel } from '#src/core/labels/label.ts';
import type { ExportChoice } from '#src/session/exchange.ts';
import { exportFormats, previewExport } from '#src/session/exchange.ts';
import { makeDelta } from '#src/core/labels/change.ts';
import { packMask } from '#src/core/select/packed-points.ts';
import { changeHeader } from '#src/session/change-header.ts';
import { readyToLeave } from '#src/session/saving.ts';
import { commit } from '#src/session/undoing.ts';
import { openLabelSet } from '#src/storage/work/open-label-set.ts';
import { memoryTree } from '#test/support/memory-tree.ts';
import { CAR, Driver, GRID, ROAD } from './driver.ts';

// The page's engine needs a browser's workers: the job is done here.
vi.mock('#src/session/engine.ts', () => ({
  engine: () => ({
    shared: false,
    run: (_job: unknown, { exporter, frame, prepared }: { exporter: string; frame: FrameToExport; prepared: unknown }) =>
      findExporter(exporter)!.frame(structuredClone(frame), structuredClone(prepared), memoryTree({}), {}),
  }),
}));

const options = () => ({ signal: new AbortController().signal, progress: () => {} });
const choice = (more: Partial<ExportChoice> = {}): ExportChoice => ({ format: 'semantickitti', all: false, to: null, rows: new Map(), drafts: 'refuse', ...more });
const bytesOf = (parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

describe('exporting in the app', () => {
  let driver: Driver;

  beforeEach(async () => {
    driver = await new Driver().open();
  });

  /** Labels the first points of a frame. */
  function label(frame: string, values: readonly number[], draft = false): void {
    const id = `s/${frame}/lidar`, { labels } = driver.workspace.get(id)!;
    const points = packMask(Uint8Array.from(GRID, (_, i) => (i < values.length ? 1 : 0)));
    commit({ ...changeHeader({ tool: 'test' }), title: 'label', place: null, records: [], sweeps: [makeDelta(id, points, labels, (i) => ({ label: values[i], draft }))] });
  }

  it('says what it will write and lose, and writes that: one file as it is, several as a zip', async () => {
    label('0', [packLabel(CAR, 70000 % 65536), ROAD]);
    label('1', [ROAD]);
    const one = await previewExport(choice(), options());
    expect([one.files, one.losses, one.classes.map((c) => [c.name, c.to, c.points])]).toEqual([[{ path: 'sequences/s/labels/0.label', bytes: 1600 }], [], [['Car', CAR, 1], ['Road', ROAD, 1]]]);
    const file = await one.run(options());
    expect([file.name, file.files]).toEqual(['0.label', 1]);
    expect([...new Uint32Array(bytesOf(file.parts).buffer).slice(0, 3)]).toEqual([packLabel(CAR, 70000 % 65536), ROAD, 0]);
    const all = await (await previewExport(choice({ all: true }), options())).run(options());
    expect(all.name).toBe('grid-semantickitti.zip');
    expect(Object.keys(unzipSync(bytesOf(all.parts))).filter((n) => n.endsWith('.label'))).toEqual(['sequences/s/labels/0.label', 'sequences/s/labels/1.label']);
  });

  it('leaves frames out of which nobody has said anything, and says so', async () => {
    label('1', [ROAD]);
    expect((await previewExport(choice({ all: true }), options())).losses).toEqual(['1 of 2 frames have no labels: s/0']);
    await expect((await previewExport(choice(), options())).run(options())).rejects.toThrow('there is nothing to export: no labels');
  });

  it('refuses drafts until it is told what to do with them', async () => {
    label('0', [CAR, ROAD], true);
    const preview = await previewExport(choice(), options());
    expect(preview.drafts).toBe(2);
    await expect(preview.run(options())).rejects.toThrow(/2 drafts/);
    const kept = await (await previewExport(choice({ drafts: 'keep' }), options())).run(options());
    expect(new Uint32Array(bytesOf(kept.parts).buffer)[0]).toBe(CAR);
  });

  it('maps classes by hand, and gives instances the ids of the last export', async () => {
    label('0', [packLabel(CAR, 5000), packLabel(CAR, 6000)]);
    const rows = new Map<number, number | null>([[ROAD, null]]);
    const panoptic = async () => (await (await previewExport(choice({ format: 'nuscenes', rows }), options())).run(options())).parts;
    const idsIn = (parts: readonly Uint8Array[]) => JSON.parse(new TextDecoder().decode(unzipSync(bytesOf(parts))['pointweld-ids.json'])) as { exports: { nuscenes: { s: Record<string, number> } } };
    expect(idsIn(await panoptic()).exports.nuscenes.s).toEqual({ [`${CAR}/5000`]: 1, [`${CAR}/6000`]: 2 });
    label('0', [packLabel(CAR, 4000), ROAD]);
    expect(idsIn(await panoptic()).exports.nuscenes.s).toEqual({ [`${CAR}/5000`]: 1, [`${CAR}/6000`]: 2, [`${CAR}/4000`]: 3 });
    // They are kept with the work, for whoever opens it, and are no step to undo.
    const { workspace } = driver;
    expect(workspace.set.table('exportIds').get('nuscenes/s')!.ids).toEqual({ [`${CAR}/5000`]: 1, [`${CAR}/6000`]: 2, [`${CAR}/4000`]: 3 });
    expect(workspace.history.steps.map((c) => c.title)).toEqual(['label', 'label']);
    expect(await readyToLeave()).toBe(true);
    const reopened = await openLabelSet(workspace.store, 'work');
    expect(reopened.set.table('exportIds')).toEqual(workspace.set.table('exportIds'));
    expect(reopened.history.steps.length).toBe(2);
    expect((await previewExport(choice({ format: 'nuscenes', rows }), options())).losses).toContain(`class ${ROAD} becomes nothing: 1 points go out as unlabelled`);
  });

  it('stops when it is told to', async () => {
    label('0', [CAR]);
    const abort = new AbortController();
    abort.abort();
    await expect(previewExport(choice({ all: true }), { ...options(), signal: abort.signal })).rejects.toThrow(/abort/i);
    expect(exportFormats.length).toBeGreaterThan(14);
  });
});
