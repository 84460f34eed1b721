import { describe, expect, it } from 'vitest';
import { DataError } from '#src/core/errors.ts';
import { layouts, openDataset } from '#src/datasets/index.ts';
import { memoryTree } from '#test/support/memory-tree.ts';

const calib = [
  'P0: 700 0 600 0 0 700 180 0 0 0 1 0',
  'P2: 700 0 600 70 0 700 180 7 0 0 1 0.002',
  'R0_rect: 1 0 0 0 1 0 0 0 1',
  'Tr_velo_to_cam: 0 -1 0 0 0 0 -1 0 1 0 0 0',
].join('\n');

/** The header of a PNG of this size. */
function png(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(26);
  const view = new DataView(bytes.buffer);
  [0x89504e47, 0x0d0a1a0a, 13, 0x49484452, width, height].forEach((word, i) => view.setUint32(4 * i, word));
  return bytes;
}

async function errorOf(promise: Promise<unknown>): Promise<DataError> {
  const error: unknown = await promise.then(() => null, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(DataError);
  return error as DataError;
}

describe('finding the layout', () => {
  const scene = { schemaVersion: 1, name: 's', sensors: [{ id: 'l', kind: 'lidar' }], sequences: [{ id: '0', frames: [{ id: '0', sweeps: [{ sensor: 'l', file: 'velodyne/0.bin' }] }] }] };
  const sample = { name: 's', attributes: { frames: [{ pcd: { url: 'velodyne/0.bin', type: 'kitti' } }] } };
  const kitti = { 'velodyne/0.bin': '', 'velodyne/1.bin': '', 'calib/0.txt': calib };

  it.each([
    ['scene-json', { ...kitti, 'scene.json': scene, 'sample.json': sample }],
    ['segments', { ...kitti, 'sample.json': sample }],
    ['kitti-object', kitti],
    ['semantickitti', { 'sequences/00/velodyne/000000.bin': '', 'sequences/00/calib.txt': calib }],
    ['cloud-folder', { 'velodyne/0.bin': '', 'velodyne/1.bin': '' }],
    ['cloud-file', { 'a.pcd': '', 'readme.txt': '' }],
  ])('takes the surest: %s', async (layout, files) => {
    const opened = await openDataset(memoryTree(files));
    expect(opened.layout).toBe(layout);
    expect(opened.why).not.toBe('');
    expect(opened.conventions.length).toBeGreaterThan(0);
  });

  it('does as it is told', async () => {
    expect((await openDataset(memoryTree({ ...kitti, 'scene.json': scene }), { layout: 'kitti-object' })).layout).toBe('kitti-object');
    expect((await errorOf(openDataset(memoryTree(kitti), { layout: 'waymo' }))).message).toContain(layouts.map((l) => l.id).join(', '));
  });

  it('asks where two layouts are equally sure, with the reason of each', async () => {
    const both = { 'sequences/00/velodyne/0.bin': '', 'sequences/00/calib.txt': calib, 'd/velodyne_points/data/0.bin': '' };
    const { kind, message } = await errorOf(openDataset(memoryTree(both)));
    expect(kind).toBe('unsupported');
    expect(message).toMatch(/more than one way.*semantickitti \(velodyne\/ with calib\.txt.*\) or kitti-raw \(velodyne_points\/data in 1 drive\).*--layout/);
    expect((await openDataset(memoryTree(both), { layout: 'kitti-raw' })).sequences.map((s) => s.id)).toEqual(['d']);
  });

  it('says so where a layout that was asked for finds no frame', async () => {
    expect((await errorOf(openDataset(memoryTree({ 'a.pcd': '' }), { layout: 'nuscenes' }))).message).toMatch(/no frame that can be shown as nuscenes/);
  });

  it('lists what it knows where it knows nothing', async () => {
    for (const files of [{}, { 'a.txt': 'x' }]) {
      const error = await errorOf(openDataset(memoryTree(files)));
      expect(error.kind).toBe('unsupported');
      expect(error.message).toContain('cloud-folder');
    }
  });

  it('never takes saved work for a part of the recording', async () => {
    const opened = await openDataset(memoryTree({ 'a.pcd': '', 'pointweld/sets/work/00/lidar/a.bin': '', 'pointweld/scene.json': '{' }));
    expect(opened.layout).toBe('cloud-file');
  });

  it('projects nothing into a camera that it cannot compute, and says so, and names files that are missing', async () => {
    const camera = { model: 'mei', width: 10, height: 10, fx: 1, fy: 1, cx: 5, cy: 5, coefficients: [0, 0, 0, 0] };
    const withCamera = structuredClone(scene) as typeof scene & { sequences: { frames: { images?: unknown[] }[] }[] };
    withCamera.sensors.push({ id: 'round', kind: 'camera', camera } as never, { id: 'flat', kind: 'camera', camera: { ...camera, model: 'pinhole', coefficients: [] } } as never);
    withCamera.sequences[0].frames[0].images = [{ sensor: 'round', file: 'a.png' }, { sensor: 'flat', file: 'b.png' }];
    const opened = await openDataset(memoryTree({ 'scene.json': withCamera, 'velodyne/0.bin': '', 'a.png': '' }));
    expect(opened.sequences[0].frames[0].images.map((i) => [i.camera, i.unprojected])).toEqual([['round', expect.stringContaining('mei')], ['flat', undefined]]);
    expect(opened.warnings.join('\n')).toMatch(/camera round is shown without projection.*mei/);
    expect(opened.warnings.join('\n')).toMatch(/b\.png: is not there/);
  });
});

describe('KITTI object', () => {
  const files = { 'training/velodyne/000007.bin': '', 'training/calib/000007.txt': calib, 'training/image_2/000007.png': png(1224, 370) };

  it('reads size, lens and the shift of P2', async () => {
    const { sequences } = await openDataset(memoryTree(files));
    const [image] = sequences[0].frames[0].images;
    expect(image.spec).toEqual({ model: 'pinhole', width: 1224, height: 370, fx: 700, fy: 700, cx: 600, cy: 180, coefficients: [] });
    // The camera sits at minus the shift: t = K^-1 p4 = ((70 - 600 * 0.002) / 700, (7 - 180 * 0.002) / 700, 0.002), camera axes.
    expect(image.worldFromCamera.t).toEqual([-0.002, 68.8 / 700, 6.64 / 700].map((x) => expect.closeTo(x, 12)));
  });

  it.each([
    ['training/calib/000007.txt', calib.replace('R0_rect: 1', 'R0_rect: one'), 'line 3'],
    ['training/calib/000007.txt', calib.replace('R0_rect: 1 0 0', 'R0_rect: 1 0'), 'R0_rect'],
    ['training/calib/000007.txt', calib.replace('P2: 700 0', 'P2: 700 3'), 'P2'],
    ['training/calib/000007.txt', calib.replace('Tr_velo', 'Tr_imu'), 'Tr_velo_to_cam'],
    ['training/label_2/000007.txt', 'Car 0 0 0 1 2 3 4 1.5 1.6', 'line 1'],
    ['training/image_2/000007.png', 'GIF89a', 'PNG or JPEG'],
  ])('names the fault in %s', async (file, content, place) => {
    const { message } = await errorOf(openDataset(memoryTree({ ...files, [file]: content })));
    expect(message).toContain(`${file}: `);
    expect(message).toContain(place);
  });
});

describe('folders of clouds', () => {
  it('counts like people, tells twins apart, and names sequences after their recording', async () => {
    const { sequences } = await openDataset(memoryTree({
      'sequences/01/velodyne/10.bin': '', 'sequences/01/velodyne/9.bin': '', 'sequences/02/velodyne/1.bin': '', 'sequences/01/labels/9.label': '',
      'extra/a.las': '', 'extra/a.laz': '', 'extra/b.laz': '', 'top.pcd': '', 'top.label': '',
    }, 'drive'));
    expect(sequences.map((s) => [s.id, s.frames.map((f) => f.id)])).toEqual([
      ['drive', ['top']], ['extra', ['a.las', 'a.laz', 'b']], ['01', ['9', '10']], ['02', ['1']],
    ]);
    const labels = Object.fromEntries(sequences.flatMap((s) => s.frames.map((f) => [f.sweeps[0].id, f.sweeps[0].labels])));
    expect(labels['01/9/lidar']).toEqual({ format: 'semantickitti', file: 'sequences/01/labels/9.label' });
    expect(labels['01/10/lidar']).toBeNull();
    expect(labels['drive/top/lidar']).toEqual({ format: 'semantickitti', file: 'top.label' });
    expect(labels['extra/b/lidar']).toEqual({ format: 'field' });
  });

  it('moves a real class away from 0, and says so', async () => {
    const tree = memoryTree({ 'a.pcd': '', 'b.pcd': '', 'classes.json': { 0: 'road', 1: 'car', 3: 'tree' } });
    const { taxonomy, conventions, sequences } = await openDataset(tree);
    expect(taxonomy.classes.map((c) => [c.id, c.name, c.kind])).toEqual([[1, 'car', 'thing'], [3, 'tree', 'stuff'], [2, 'road', 'stuff']]);
    expect(sequences[0].frames[0].sweeps[0].labels).toEqual({ format: 'field', classMap: { 0: 2 } });
    expect(conventions).toContainEqual({ name: 'class map', value: '0 (road) becomes 2: 0 is unlabelled here', source: 'assumed' });
  });

  it('keeps 0 where it means unlabelled', async () => {
    const { taxonomy, sequences } = await openDataset(memoryTree({ 'a.pcd': '', 'classes.json': { 0: 'Unlabeled', 1: 'car' } }));
    expect(taxonomy.classes.map((c) => c.id)).toEqual([1]);
    expect(sequences[0].frames[0].sweeps[0].labels).toEqual({ format: 'field' });
  });

  it.each([
    ['classes.json', { 70000: 'car' }, '70000'],
    ['classes.json', { x: 'car' }, 'x'],
    ['classes.json', { 1: 7 }, '1'],
    ['classes.json', '{', 'JSON'],
    ['semantic-kitti.yaml', 'labels:\n  10: [1]\n', 'labels.10'],
    ['semantic-kitti.yaml', 'labels: {10: car}\ncolor_map: {10: [1, 2, 300]}\n', 'color_map.10'],
    ['semantic-kitti.yaml', 'labels: {10: "car}\n', 'YAML'],
    ['semantic-kitti.yaml', 'split: 3\n', 'labels'],
  ])('names the fault in %s', async (file, content, place) => {
    const { message } = await errorOf(openDataset(memoryTree({ 'a.bin': '', [file]: content })));
    expect(message).toContain(`${file}: `);
    expect(message).toContain(place);
  });
});
