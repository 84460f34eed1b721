import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { DRAFT_CLASSES } from '#sample-data/world/classes.ts';
import { simulate } from '#sample-data/simulate.ts';
import { parseSceneFile } from '#src/core/scene/parse-scene-file.ts';

const committed = fileURLToPath(new URL('../../../sample-data/scene/', import.meta.url));
const small = { frames: 2, beams: 12, azimuthSteps: 120, cameras: 1, imageWidth: 96 };

/** sha256 over all point and label files of the committed scene, in the order of their paths. */
const SAMPLE_SHA256 = '2a41dfe25c22bc4ab41ce63ea901bb8c1dd7e5ff74c23a1ff6beee26a032c899';

function allBytes(files: ReadonlyMap<string, () => Uint8Array>): Map<string, string> {
  return new Map([...files].map(([path, make]) => [path, Buffer.from(make()).toString('base64')]));
}

describe('the simulator', () => {
  it('makes the same bytes from the same seed', () => {
    expect(allBytes(simulate({ ...small, seed: 3 }).files)).toEqual(allBytes(simulate({ ...small, seed: 3 }).files));
  });

  it('makes other points and pictures from another seed', () => {
    const a = allBytes(simulate({ ...small, seed: 3 }).files), b = allBytes(simulate({ ...small, seed: 4 }).files);
    for (const path of ['lidar/000000.bin', 'truth/000000.label', 'camera/front/000000.png']) expect(a.get(path)).not.toBe(b.get(path));
  });

  it('leaves the first frames as they are when more follow', () => {
    const one = allBytes(simulate({ ...small, frames: 1 }).files), two = allBytes(simulate(small).files);
    for (const [path, bytes] of one) if (path !== 'scene.json') expect(two.get(path)).toBe(bytes);
  });
});

describe('the committed scene', () => {
  const scene = simulate();

  it('holds the files that the simulator makes, and no others', () => {
    const found = readdirSync(committed, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(committed.length)).sort();
    expect(found).toEqual([...scene.files.keys()].sort());
  });

  it('is what the simulator makes today: scene.json, points and labels', () => {
    const hash = createHash('sha256');
    for (const path of [...scene.files.keys()].filter((name) => !name.endsWith('.png')).sort()) {
      const bytes = scene.files.get(path)!();
      if (Buffer.compare(bytes, readFileSync(join(committed, path))) !== 0) expect.fail(`${path} is not what the simulator makes`);
      if (path !== 'scene.json') hash.update(bytes);
    }
    expect(hash.digest('hex')).toBe(SAMPLE_SHA256);
  });

  // Pixels, not bytes: another version of the compressor may pack the same picture differently.
  it('has the picture that the simulator renders today', () => {
    const { width, height, data } = decode(readFileSync(join(committed, 'camera/front-left/000000.png')));
    const { image } = scene.frames[0].cameras.find(({ mount }) => mount.name === 'front-left')!;
    expect([width, height]).toEqual([image().width, image().height]);
    expect(Buffer.compare(data as Uint8Array, image().pixels)).toBe(0);
  });

  it('is a scene.json that the app reads without a warning', () => {
    const { file, warnings } = parseSceneFile(readFileSync(join(committed, 'scene.json'), 'utf8'));
    expect(warnings).toEqual([]);
    expect(file.sequences[0].frames.map((frame) => frame.id)).toEqual(scene.frames.map((frame) => frame.id));
  });

  it('opens partly labeled: large surfaces as in the truth, all else 0', () => {
    for (const { id } of scene.frames) {
      const draft = readLabels(`labels/${id}.label`), truth = readLabels(`truth/${id}.label`);
      expect(draft.length).toBe(truth.length);
      const wrong = draft.filter((label, i) => label !== (DRAFT_CLASSES.has(truth[i] & 0xffff) ? truth[i] : 0));
      expect(wrong.length).toBe(0);
      expect(draft.some((label) => label !== 0) && draft.some((label) => label === 0)).toBe(true);
    }
  });

  it('shows enough to label in every frame', () => {
    for (const { sweep } of scene.frames) {
      const pointsOf = new Map<number, number>();
      for (const label of sweep.truth) if (label >>> 16) pointsOf.set(label, (pointsOf.get(label) ?? 0) + 1);
      const seen = (classId: number): number => [...pointsOf].filter(([label, count]) => (label & 0xffff) === classId && count >= 10).length;
      expect(seen(10)).toBeGreaterThanOrEqual(8);
      expect(seen(30)).toBeGreaterThanOrEqual(3);
      expect(seen(31)).toBe(1);
    }
  });

  it('gives an instance one class over the whole sequence', () => {
    const classOf = new Map<number, number>();
    for (const { sweep } of scene.frames)
      for (const label of sweep.truth) {
        if (label >>> 16 === 0) continue;
        const known = classOf.get(label >>> 16);
        if (known !== undefined && known !== (label & 0xffff)) expect.fail(`instance ${label >>> 16} is class ${known} and ${label & 0xffff}`);
        classOf.set(label >>> 16, label & 0xffff);
      }
    expect(classOf.size).toBeGreaterThan(15);
  });
});

function readLabels(path: string): Uint32Array {
  const bytes = readFileSync(join(committed, path));
  return Uint32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readUInt32LE(4 * i));
}
