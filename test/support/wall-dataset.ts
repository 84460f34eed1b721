import { join } from 'node:path';
import { encode } from 'fast-png';
import { tempFolder, writeFiles } from './temp-folder.ts';

/** A dataset whose counts can be told by hand: a wall of 80 points before one camera. */

/** Of the pictures. */
export const WIDTH = 100, HEIGHT = 80;
/** Labels: 1 road, 2 car, 3 kiosk. The masks' classes are the same. */
export const classes = ['road', 'car', 'kiosk'].map((name, i) => ({ id: i + 1, name, colour: `#0000${i}0`, kind: 'stuff' }));

/** A wall of points 10 m before the camera, one per 10 pixels: at u = 5, 15, … and v = 5, 15, …; one behind the camera, one without a place. */
const wall = Array.from({ length: 8 * 10 }, (_, k) => [((5 + 10 * (k % 10) - 50) / 50) * 10, ((5 + 10 * Math.floor(k / 10) - 40) / 50) * 10, 10, 0]);
const points = [...wall, [0, 0, -3, 0], [Number.NaN, 0, 0, 0]];

export function cloud(): Uint8Array {
  return new Uint8Array(Float32Array.from(points.flat()).buffer);
}

/** Point k of the wall has label(column, row), the two others 1. */
export function labels(label: (column: number, row: number) => number): Uint8Array {
  return new Uint8Array(Uint32Array.from(points, (_, k) => (k < 80 ? label(k % 10, Math.floor(k / 10)) : 1)).buffer);
}

/** A PNG of classes. */
export function mask(classOf: (x: number, y: number) => number): Uint8Array {
  return encode({ width: WIDTH, height: HEIGHT, channels: 1, depth: 8, data: Uint8Array.from({ length: WIDTH * HEIGHT }, (_, k) => classOf(k % WIDTH, Math.floor(k / WIDTH))) });
}

export const frame = (id: string) => ({
  id,
  timestampNs: '1557539960100260863',
  sweeps: [{ sensor: 'top', file: `${id}.bin`, labels: { file: `${id}.label` } }],
  images: [{ sensor: 'front', file: `front/${id}.png` }],
});
export const scene = {
  schemaVersion: 1,
  name: 'wall',
  taxonomy: { name: 'own', classes },
  sensors: [
    { id: 'top', kind: 'lidar', cloud: { columns: ['x', 'y', 'z', 'i'] } },
    { id: 'front', kind: 'camera', camera: { model: 'pinhole', width: WIDTH, height: HEIGHT, fx: 50, fy: 50, cx: 50, cy: 40 } },
  ],
  sequences: [{ id: 'a', frames: [frame('0'), frame('1-b')] }],
};

/** Half road, half car to the right; the mask says car from pixel 51 on, and void in the top row of points. */
export const half = labels((column) => (column < 5 ? 1 : 2));
export const halfMask = mask((x, y) => (y < 10 ? 0 : x <= 50 ? 1 : 2));

/** Two frames that agree, but for `changes`, by file. */
export function dataset(changes: Record<string, unknown> = {}): string {
  const folder = join(tempFolder(), 'wall');
  writeFiles(folder, {
    'scene.json': scene, '0.bin': cloud(), '1-b.bin': cloud(), '0.label': half, '1-b.label': half,
    'masks/front/0.png': halfMask, 'masks/front/1-b.png': halfMask, ...changes,
  });
  return folder;
}

/** So many frames, each with points of its own that disagree: columns 1 to 3 of a row that goes round; no two are at one place for long. */
export function longDataset(frames: number, changes: Record<string, unknown> = {}): string {
  const ids = Array.from({ length: frames }, (_, k) => String(k).padStart(5, '0'));
  const files = ids.flatMap((id, k) => [
    [`${id}.bin`, cloud()], [`${id}.label`, labels((column, row) => (row === 1 + (k % 7) && column > 0 && column < 4 ? 2 : column < 5 ? 1 : 2))], [`masks/front/${id}.png`, halfMask],
  ] as const);
  const folder = join(tempFolder(), 'wall');
  writeFiles(folder, { 'scene.json': { ...scene, sequences: [{ id: 'a', frames: ids.map(frame) }] }, ...Object.fromEntries(files), ...changes });
  return folder;
}
