import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sceneLayout } from '#sample-data/layouts/scene.ts';
import { allFiles } from '#sample-data/output/all-files.ts';
import { DRAFT_CLASSES } from '#sample-data/world/classes.ts';
import { SAMPLE_OPTIONS, simulate, type SimulateOptions, Simulation } from '#sample-data/simulate.ts';
import type { DefectRecord } from '#sample-data/defects/defect.ts';
import { parseSceneFile } from '#src/core/scene/parse-scene-file.ts';

const committed = fileURLToPath(new URL('../../../sample-data/scene/', import.meta.url));
const small: Partial<SimulateOptions> = { frames: 2, beams: 16, azimuthSteps: 120, lidars: 2, radar: true, cameras: 4, imageWidth: 64, defects: [{ name: 'noise', rate: 0.01 }, { name: 'mask-track', rate: 0.3 }] };

/** sha256 over all files of a small scene with every kind of sensor, pictures included, in the order of their paths. */
const SMALL_SHA256 = '206961b1e042875deb0c33b52d16b30d0ec8e9255f6587897d4ae3e04e19f4ac';
/** sha256 over all files of the committed scene that are no pictures and no masks. */
const SAMPLE_SHA256 = '66a0cda97ce27d18d64f23d7cbca5e7189cda6b5005e7b0e5bd6fefcf9750779';

function hashOf(files: ReadonlyMap<string, () => Uint8Array>): string {
  const hash = createHash('sha256');
  for (const path of [...files.keys()].sort()) hash.update(path).update(files.get(path)!());
  return hash.digest('hex');
}

const filesOf = (options: Partial<SimulateOptions>) => allFiles(new Simulation(options), sceneLayout);

describe('the simulator', () => {
  it('makes these bytes, on every machine', () => expect(hashOf(filesOf(small))).toBe(SMALL_SHA256));

  it('makes other points, labels and pictures from another seed', () => {
    const [a, b] = [3, 4].map((seed) => filesOf({ ...small, frames: 1, cameras: 1, seed }));
    for (const path of ['lidar/top/000000.bin', 'truth/labels/top/000000.label', 'camera/front/000000.jpg', 'masks/front/000000.png', 'radar/radar-front/000000.bin'])
      expect(Buffer.compare(a.get(path)!(), b.get(path)!())).not.toBe(0);
  });

  it('makes a frame the same alone, after others, and with more to follow', () => {
    const files = filesOf({ ...small, frames: 1 }), more = filesOf(small), reversed = new Simulation(small);
    const [second, first] = [reversed.frame(1), reversed.frame(0)];
    for (const [path, make] of files)
      if (!path.endsWith('.json')) expect(Buffer.compare(more.get(path)!(), make()), path).toBe(0);
    expect(Buffer.from(first.lidars[0].sweep.points.buffer)).toEqual(Buffer.from(files.get('lidar/top/000000.bin')!()));
    expect(Buffer.from(second.lidars[0].sweep.points.buffer)).toEqual(Buffer.from(more.get('lidar/top/000001.bin')!()));
  });
});

describe('the committed scene', () => {
  const { simulation, frames } = simulate(SAMPLE_OPTIONS);
  const files = allFiles(simulation, sceneLayout);

  it('holds the files that the simulator makes, and no others, in less than 15 MB', () => {
    const found = readdirSync(committed, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(committed.length)).sort();
    expect(found).toEqual([...files.keys()].sort());
    expect(found.reduce((sum, path) => sum + readFileSync(join(committed, path)).length, 0)).toBeLessThan(15e6);
  });

  it('is what the simulator makes today: scene.json, points, labels and truth', () => {
    const plain = new Map([...files].filter(([path]) => !/^(?:camera|masks|instances)\//.test(path)));
    for (const [path, make] of plain)
      if (Buffer.compare(make(), readFileSync(join(committed, path))) !== 0) expect.fail(`${path} is not what the simulator makes`);
    expect(hashOf(plain)).toBe(SAMPLE_SHA256);
  });

  it('has the picture and the masks that the simulator renders today', () => {
    for (const path of ['camera/front-left/000003.jpg', 'masks/front-left/000003.png', 'instances/front-left/000003.png'])
      expect(Buffer.compare(files.get(path)!(), readFileSync(join(committed, path))), path).toBe(0);
  });

  it('is a scene.json that the app reads without a warning', () => {
    const { file, warnings } = parseSceneFile(readFileSync(join(committed, 'scene.json'), 'utf8'));
    expect(warnings).toEqual([]);
    expect(file.sequences[0].frames.map((frame) => frame.id)).toEqual(frames.map((frame) => frame.id));
    expect(JSON.stringify(file)).not.toContain('truth/');
  });

  it('opens partly labeled: large surfaces as in the truth, the planted mistakes, all else 0', () => {
    const { defects } = JSON.parse(readFileSync(join(committed, 'truth/defects.json'), 'utf8')) as { defects: DefectRecord[] };
    expect(defects.length).toBeGreaterThanOrEqual(5);
    for (const { id } of frames) {
      const draft = readLabels(`labels/top/${id}.label`), truth = readLabels(`truth/labels/top/${id}.label`);
      expect(draft.length).toBe(truth.length);
      expect(draft.length).toBeLessThanOrEqual(40_000);
      const planted = new Set<number>();
      for (const { points } of defects)
        for (const { frame, runs } of points ?? [])
          for (let k = 0; k < runs.length && frame === id; k += 2) for (let i = 0; i < runs[k + 1]; i++) planted.add(runs[k] + i);
      const wrong = draft.filter((label, i) => (planted.has(i) ? label === truth[i] : label !== (DRAFT_CLASSES.has(truth[i] & 0xffff) ? truth[i] : 0)));
      expect(wrong.length).toBe(0);
      expect(planted.size).toBeGreaterThan(100);
      expect(draft.some((label) => label !== 0) && draft.some((label) => label === 0)).toBe(true);
    }
  });

  it('shows enough to label in every frame', () => {
    for (const { lidars: [{ sweep }] } of frames) {
      const pointsOf = new Map<number, number>();
      for (const label of sweep.truth) if (label >>> 16) pointsOf.set(label, (pointsOf.get(label) ?? 0) + 1);
      const seen = (classId: number): number => [...pointsOf].filter(([label, count]) => (label & 0xffff) === classId && count >= 10).length;
      expect(seen(10)).toBeGreaterThanOrEqual(8);
      expect(seen(30)).toBeGreaterThanOrEqual(3);
      expect(seen(31)).toBeGreaterThanOrEqual(1);
      expect(seen(18) + seen(13)).toBeGreaterThanOrEqual(1);
    }
  });

  it('gives an instance one class over the whole sequence', () => {
    const classOf = new Map<number, number>();
    for (const { lidars: [{ sweep }] } of frames)
      for (const label of sweep.truth) {
        if (label >>> 16 === 0) continue;
        const known = classOf.get(label >>> 16);
        if (known !== undefined && known !== (label & 0xffff)) expect.fail(`instance ${label >>> 16} is class ${known} and ${label & 0xffff}`);
        classOf.set(label >>> 16, label & 0xffff);
      }
    expect(classOf.size).toBeGreaterThan(20);
  });
});

function readLabels(path: string): Uint32Array {
  const bytes = readFileSync(join(committed, path));
  return Uint32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readUInt32LE(4 * i));
}
