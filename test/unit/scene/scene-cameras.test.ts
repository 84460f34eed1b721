import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { createCamera } from '#src/core/camera/index.ts';
import { imageId } from '#src/core/scene/scene.ts';
import { openDataset } from '#src/datasets/index.ts';
import { loadMask, sceneMasks } from '#src/datasets/masks.ts';
import { writeNpy } from '#src/formats/npy.ts';
import { memoryTree } from '#test/support/memory-tree.ts';

const WIDTH = 41, HEIGHT = 31, FOCAL = 20;
const grey = (values: ArrayLike<number>, width: number, height: number): Uint8Array => encode({ width, height, channels: 1, depth: 8, data: Uint8Array.from(values) });

/** The rays of a pinhole on every fourth pixel, but for the upper left corner. */
function pinholeRays(columns = 11, rows = 8): Uint8Array {
  const rays = new Float64Array(3 * columns * rows);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      rays.set([((column * (WIDTH - 1)) / (columns - 1) - 20) / FOCAL, ((row * (HEIGHT - 1)) / (rows - 1) - 15) / FOCAL, 1], 3 * (row * columns + column));
  rays.fill(NaN, 0, 3);
  return writeNpy([rows, columns, 3], "'<f8'", new Uint8Array(rays.buffer));
}

const table = { model: 'lookup-table', width: WIDTH, height: HEIGHT, rays: 'calib/front.npy' };

/** Two frames of one camera, with a mask of class 7 all over. */
function files(sensor: object, more: Record<string, unknown> = {}): Record<string, unknown> {
  const frames = ['0', '1'].map((id) => ({
    id, sweeps: [{ sensor: 'top', file: `${id}.bin` }], images: [{ sensor: 'front', file: `${id}.png`, masks: [{ file: 'all.png', kind: 'class-ids' }] }],
  }));
  return {
    'scene.json': { schemaVersion: 1, name: 's', taxonomy: 'cityscapes', sensors: [{ id: 'top', kind: 'lidar' }, { id: 'front', kind: 'camera', ...sensor }], sequences: [{ id: 's', frames }] },
    '0.bin': '', '1.bin': '', '0.png': grey(new Uint8Array(WIDTH * HEIGHT), WIDTH, HEIGHT), '1.png': grey(new Uint8Array(WIDTH * HEIGHT), WIDTH, HEIGHT),
    'all.png': grey(new Uint8Array(WIDTH * HEIGHT).fill(7), WIDTH, HEIGHT), ...more,
  };
}

async function opened(sensor: object, more?: Record<string, unknown>) {
  const tree = memoryTree(files(sensor, more)), scene = await openDataset(tree);
  return { tree, scene, images: scene.sequences[0].frames.map((frame) => frame.images[0]) };
}

describe('a lens from a table', () => {
  it('is read once for all pictures, and says which pinhole it is near to', async () => {
    const { scene, images: [image, next] } = await opened({ camera: table }, { 'calib/front.npy': pinholeRays() });
    expect(scene.warnings).toEqual([]);
    expect(next.spec).toBe(image.spec);
    const camera = createCamera(image.spec), pixel = new Float64Array(2);
    expect(camera.project(0.5, -0.3, 1, pixel)).toBe(true);
    [30, 9].forEach((value, k) => expect(Math.abs(pixel[k] - value)).toBeLessThan(0.2));
    expect(camera.project(-0.98, -0.73, 1, pixel)).toBe(false);
    expect([image.spec.fx, image.spec.fy, image.spec.cx, image.spec.cy].map((value) => Math.round(value))).toEqual([20, 20, 20, 15]);
  });

  it.each([
    ['calib/front.npy is not there', {}, /calib\/front\.npy/],
    ['it is no table', { 'calib/front.npy': writeNpy([4], "'<f4'", new Uint8Array(16)) }, /front\.npy.*\(rows, columns, 3\).*\(4\)/],
    ['it has too many rays', { 'calib/front.npy': writeNpy([600, 600, 3], "'|u1'", new Uint8Array(600 * 600 * 3)) }, /front\.npy.*at most 262144.*600 x 600/],
    ['its rays are too far apart', { 'calib/front.npy': pinholeRays(3, 2) }, /bad table.*within 20 degrees/],
  ])('its pictures are shown without points where %s', async (_why, more, warning) => {
    const { scene, images: [image] } = await opened({ camera: table }, more);
    expect(scene.warnings.join('\n')).toMatch(warning);
    expect(image.unprojected).toMatch(/bad table/);
  });
});

describe('fx, fy, cx and cy', () => {
  it('may be left out of a panorama all around', async () => {
    const { images: [{ spec }] } = await opened({ camera: { model: 'equirectangular', width: WIDTH, height: HEIGHT } });
    const camera = createCamera(spec), pixel = new Float64Array(2);
    expect(camera.project(0, 0, 3, pixel)).toBe(true);
    expect([...pixel]).toEqual([20, 15]);
  });

  it.each([{ model: 'pinhole' }, { model: 'equirectangular', fx: 5 }, { model: 'lookup-table', cx: 1, cy: 2 }])('have to be there for %j', async (camera) => {
    await expect(openDataset(memoryTree(files({ camera: { width: WIDTH, height: HEIGHT, ...camera } })))).rejects.toThrow(/scene\.json.*sensors\[1\]\.camera.*fx, fy, cx and cy/);
  });
});

describe("the camera's own vehicle", () => {
  const camera = { model: 'pinhole', width: WIDTH, height: HEIGHT, fx: FOCAL, fy: FOCAL, cx: 20, cy: 15 };
  const hood = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => (i >= WIDTH * 25 ? 255 : 0));

  it.each([
    ['a mask', { mask: 'calib/hood.png' }],
    ['polygons', { polygons: [[[0, 25], [WIDTH, 25], [WIDTH, HEIGHT], [0, HEIGHT]]] }],
  ])('is void in the masks of every picture, from %s', async (_what, ownVehicle) => {
    const { tree, scene, images } = await opened({ camera, ownVehicle }, { 'calib/hood.png': grey(hood, WIDTH, HEIGHT) });
    expect(scene.warnings).toEqual([]);
    expect(images[1].ownVehicle).toBe(images[0].ownVehicle);
    const { masks, taxonomy } = sceneMasks(scene, tree);
    for (const [k, image] of images.entries()) {
      const { classes } = await loadMask(masks.get(imageId('s', String(k), 'front'))!, image, taxonomy);
      expect([...classes]).toEqual([...hood].map((value) => (value === 0 ? 7 : 0)));
    }
  });

  it('that cannot be read is a warning, and the rest is there', async () => {
    const small = await opened({ camera, ownVehicle: { mask: 'calib/hood.png' } }, { 'calib/hood.png': grey(new Uint8Array(20 * 31), 20, 31) });
    expect(small.scene.warnings.join('\n')).toMatch(/hood\.png.*41 x 31.*20 x 31/);
    expect(small.images[0].ownVehicle).toBeUndefined();
    expect((await opened({ camera, ownVehicle: { mask: 'no.png' } })).scene.warnings.join('\n')).toMatch(/no\.png/);
  });

  it.each([{}, { mask: 'a.png', polygons: [] }])('is said in one way: %j', async (ownVehicle) => {
    await expect(openDataset(memoryTree(files({ camera, ownVehicle })))).rejects.toThrow(/scene\.json.*sensors\[1\]\.ownVehicle.*mask or polygons/);
  });
});
