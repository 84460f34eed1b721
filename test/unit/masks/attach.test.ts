import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { identity } from '#src/core/geometry/rigid.ts';
import { cityscapes, semanticKitti } from '#src/core/labels/presets/index.ts';
import type { Scene } from '#src/core/scene/scene.ts';
import type { AttachedMasks, AttachOptions } from '#src/datasets/attach-masks.ts';
import { attachMasks, ownMasks } from '#src/datasets/attach-masks.ts';
import { loadMask } from '#src/datasets/masks.ts';
import { memoryTree } from '../../support/memory-tree.ts';

/** Pictures 2 x 1 of each camera in each frame of each sequence. */
function scene(frames: string[], cameras = ['front', 'rear'], sequences = ['s'], file = (camera: string, frame: string) => `camera/${camera}/${frame}.jpg`): Scene {
  const image = (camera: string, frame: string) => ({
    camera, file: file(camera, frame), timeNs: null, worldFromCamera: identity<'world', 'camera'>(), masks: [],
    spec: { model: 'pinhole', width: 2, height: 1, fx: 1, fy: 1, cx: 0, cy: 0, coefficients: [] },
  });
  const sweep = (frame: string) => ({
    id: `s/${frame}/top`, sensor: 'top', cloud: { file: `lidar/${frame}.bin` }, labels: null, timeNs: null, worldFromSweep: identity<'world', 'sweep'>(),
  });
  return {
    name: 'test', layout: 'x', why: 'x', conventions: [], warnings: [], taxonomy: semanticKitti,
    sequences: sequences.map((id) => ({ id, posed: false, frames: frames.map((frame) => ({ id: frame, timeNs: null, sweeps: [sweep(frame)], boxes: [], images: cameras.map((c) => image(c, frame)) })) })),
  };
}

const grey = encode({ width: 2, height: 1, channels: 1, depth: 8, data: Uint8Array.from([10, 40]) });
const coloured = encode({ width: 2, height: 1, channels: 3, depth: 8, data: Uint8Array.from([0, 0, 142, 128, 64, 128]) });

async function attach(of: Scene, files: readonly string[] | Record<string, unknown>, options: AttachOptions = {}): Promise<AttachedMasks & { byImage: Record<string, string[]> }> {
  const contents = Array.isArray(files) ? Object.fromEntries(files.map((f: string) => [f, grey])) : (files as Record<string, unknown>);
  const attached = await attachMasks(of, memoryTree(contents), options);
  return { ...attached, byImage: Object.fromEntries([...attached.masks].map(([id, m]) => [id, m.parts.map((p) => `${p.kind}:${p.file}`)])) };
}

describe('COCO instances in a folder of masks', () => {
  const json = (names: string[]) => ({
    images: names.map((file_name, id) => ({ id, file_name })), categories: [{ id: 3, name: 'bicycle' }, { id: 0, name: 'hot dog' }],
    annotations: names.map((_, image_id) => ({ image_id, category_id: image_id === 0 ? 3 : 0, segmentation: { size: [1, 2], counts: [1, 1] } })),
  });

  it('are those of the pictures that they name, with their own categories', async () => {
    const of = scene(['000', '001'], ['front', 'rear']), files = { 'masks/annotations/instances_val.json': json(['front/000.jpg', 'set/camera/rear/001.jpg', 'front/777.jpg']) };
    const found = await attach(of, files), tree = memoryTree(files);
    expect(found.byImage).toEqual({ 's/000/front': ['coco-instances:masks/annotations/instances_val.json'], 's/001/rear': ['coco-instances:masks/annotations/instances_val.json'] });
    expect([found.matched, found.imagesWithout, found.conventions]).toEqual([2, ['s/000/rear', 's/001/front'], [{ name: 'mask classes', value: 'COCO categories', source: 'file' }]]);
    const classOfMask = async (id: string, image: number, frame: number): Promise<string[]> => {
      const mask = await loadMask({ ...found.masks.get(id)!, tree }, of.sequences[0].frames[frame].images[image], found.taxonomy);
      return [...mask.classes].map((c) => found.taxonomy.classes.find((k) => k.id === c)?.name ?? 'void');
    };
    expect([await classOfMask('s/000/front', 0, 0), await classOfMask('s/001/rear', 1, 1)]).toEqual([['void', 'bicycle'], ['void', 'hot dog']]);
  });

  it('are given to no picture where several could be meant, and not where there is a PNG', async () => {
    const found = await attach(scene(['000', '001']), { 'masks/instances_a.json': json(['000.jpg', 'front/001.jpg']), 'masks/front/001.png': grey });
    expect(found.byImage).toEqual({ 's/001/front': ['class-ids:masks/front/001.png'] });
    await expect(attach(scene(['0']), { 'masks/instances_a.json': { images: 3 } })).rejects.toThrow(/masks\/instances_a\.json: is not the JSON of COCO instances, at images/);
  });
});

describe('masks are found by camera and frame', () => {
  it('in masks/, and what has none is listed', async () => {
    const found = await attach(scene(['000', '001']), ['masks/front/000.png', 'masks/rear/001.png', 'masks/rear/777.png', 'camera/front/000.jpg', 'other.png']);
    expect(found.byImage).toEqual({ 's/000/front': ['class-ids:masks/front/000.png'], 's/001/rear': ['class-ids:masks/rear/001.png'] });
    expect(found).toMatchObject({ matched: 2, unmatchedFiles: ['masks/rear/777.png'], imagesWithout: ['s/000/rear', 's/001/front'] });
  });

  it('in a folder of their own, with others between', async () => {
    const found = await attach(scene(['0']), ['gtFine/val/front/0_gtFine_labelIds.png', 'rear/x/0.png']);
    expect(Object.keys(found.byImage)).toEqual(['s/0/front', 's/0/rear']);
  });

  it('with or without leading zeros, and exactly first', async () => {
    const found = await attach(scene(['000036', '37', 'frame_0008']), ['masks/front/36.png', 'masks/front/000037.png', 'masks/front/37.png', 'masks/front/frame_8.png']);
    expect(found.byImage).toEqual({
      's/000036/front': ['class-ids:masks/front/36.png'], 's/37/front': ['class-ids:masks/front/37.png'], 's/frame_0008/front': ['class-ids:masks/front/frame_8.png'],
    });
    expect(found.unmatchedFiles).toEqual(['masks/front/000037.png']);
  });

  it('not where a number could be two frames', async () => {
    const found = await attach(scene(['1', '01']), ['masks/front/001.png', 'masks/front/01.png']);
    expect(found.byImage).toEqual({ 's/01/front': ['class-ids:masks/front/01.png'] });
    expect(found.unmatchedFiles).toEqual(['masks/front/001.png']);
  });

  it('by the name of the picture or its folder', async () => {
    const of = scene(['0'], ['CAM_FRONT', 'CAM_BACK'], ['s'], (camera) => `leftImg8bit/${camera === 'CAM_FRONT' ? 'image_02' : 'image_03'}/n015-${camera}_leftImg8bit.png`);
    const found = await attach(of, ['masks/CAM_FRONT/n015-CAM_FRONT.png', 'masks/image_03/0.png']);
    expect(found.byImage).toEqual({ 's/0/CAM_FRONT': ['class-ids:masks/CAM_FRONT/n015-CAM_FRONT.png'], 's/0/CAM_BACK': ['class-ids:masks/image_03/0.png'] });
  });

  it('without the folder of the only camera', async () =>
    expect((await attach(scene(['0'], ['front']), ['0.png'])).byImage).toEqual({ 's/0/front': ['class-ids:0.png'] }));

  it('in the folder of the sequence, where frames have equal names', async () => {
    const found = await attach(scene(['0'], ['front'], ['a', 'b']), ['masks/a/front/0.png', 'masks/front/b/0.png', 'masks/front/0.png']);
    expect(found.byImage).toEqual({ 'a/0/front': ['class-ids:masks/a/front/0.png'], 'b/0/front': ['class-ids:masks/front/b/0.png'] });
    expect(found.unmatchedFiles).toEqual(['masks/front/0.png']);
  });

  it('not among the recording\'s own pictures', async () => {
    const of = scene(['0'], ['front'], ['s'], (camera, frame) => `${camera}/${frame}.png`);
    const found = await attach(of, ['lidar/0.bin', 'front/0.png']);
    expect(found).toMatchObject({ matched: 0, unmatchedFiles: [], imagesWithout: ['s/0/front'] });
  });

  it('also where the first one is broken: that is for its own picture to say', async () => {
    const found = await attach(scene(['0', '1'], ['front']), { 'masks/front/0.png': 'no picture', 'masks/front/1.png': grey });
    expect(found).toMatchObject({ matched: 2 });
    await expect(attach(scene(['0'], ['front']), { 'masks/front/0.png': 'no picture' })).rejects.toThrow(/0\.png/);
  });

  it('named as the pictures are, where the recording itself is not', async () => {
    const of = scene(['0'], ['front'], ['s'], (camera, frame) => `${camera}/${frame}.png`);
    expect(await attach(of, ['front/0.png'])).toMatchObject({ matched: 1, imagesWithout: [] });
  });

  it('and no files at all is an error', () => expect(attach(scene(['0']), [], { folder: 'nowhere' })).rejects.toThrow(/nowhere/));
});

describe('what a file is', () => {
  it('says its name; the one that tells most is taken', async () => {
    const names = ['color', 'labelIds', 'labelTrainIds', 'instanceIds'].map((kind) => `masks/front/a_000_gtFine_${kind}.png`);
    const found = await attach(scene(['a_000'], ['front']), names);
    expect(found.byImage).toEqual({ 's/a_000/front': ['cityscapes-instance-ids:masks/front/a_000_gtFine_instanceIds.png'] });
    expect(found).toMatchObject({ taxonomy: cityscapes, unmatchedFiles: [] });
  });

  it('says the first one of those whose names do not', async () => {
    const found = await attach(scene(['0']), { 'masks/front/0.png': coloured, 'masks/rear/0.png': coloured });
    expect(found.byImage['s/0/rear']).toEqual(['colours:masks/rear/0.png']);
    expect(found.conventions).toContainEqual({ name: 'mask format', value: 'colours, by the first one: rgb, 8 bits', source: 'assumed' });
  });

  it('says the user', async () =>
    expect((await attach(scene(['0']), ['masks/front/0.png'], { format: 'cityscapes-train-ids' })).byImage['s/0/front']).toEqual(['cityscapes-train-ids:masks/front/0.png']));

  it('classes and instances of one picture go together, and with how sure they are', async () => {
    const found = await attach(scene(['0'], ['front']), ['masks/front/0.png', 'masks/front/0_instances.png', 'masks/front/0_confidence.png']);
    expect(found.masks.get('s/0/front')!.parts).toMatchObject([
      { file: 'masks/front/0.png', kind: 'class-ids', confidence: 'masks/front/0_confidence.png' }, { file: 'masks/front/0_instances.png', kind: 'instance-ids' },
    ]);
  });

  it('needs its table, where the format has one', async () => {
    const options = { format: 'coco-panoptic' };
    const found = await attach(scene(['0'], ['front']), { 'masks/front/0.png': coloured, 'masks/panoptic.json': {} }, options);
    expect(found.masks.get('s/0/front')!.parts[0].table).toBe('masks/panoptic.json');
    await expect(attach(scene(['0'], ['front']), { 'masks/front/0.png': coloured }, options)).rejects.toThrow(/JSON/);
  });
});

describe('the classes of the masks', () => {
  const taxonomyOf = async (of: Scene, files: Record<string, unknown>, options: AttachOptions = {}) => (await attach(of, files, options)).taxonomy;
  const files = { 'masks/front/0.png': grey };

  it('are those given, those listed, those of the scene, or the labels\'', async () => {
    const mine = { name: 'mine', classes: [] };
    const listed = { ...files, 'masks/classes.json': { 0: 'sky', 10: 'car' }, 'classes.json': { 1: 'not these' } };
    expect(await taxonomyOf(scene(['0']), listed, { taxonomy: mine })).toBe(mine);
    expect((await taxonomyOf(scene(['0']), listed)).classes.map((c) => [c.id, c.name])).toEqual([[10, 'car'], [1, 'sky']]);
    expect(await taxonomyOf({ ...scene(['0']), maskTaxonomy: mine }, files)).toBe(mine);
    expect(await taxonomyOf(scene(['0']), files)).toBe(semanticKitti);
  });

  it('move where 0 is one of them', async () => {
    const black = encode({ width: 2, height: 1, channels: 1, depth: 8, data: Uint8Array.from([0, 10]) });
    const of = scene(['0'], ['front']);
    const found = await attach(of, { 'masks/front/0.png': black, 'masks/classes.json': { 0: 'sky', 10: 'car' } });
    const mask = await loadMask(found.masks.get('s/0/front')!, of.sequences[0].frames[0].images[0], found.taxonomy);
    expect([...mask.classes]).toEqual([1, 10]);
  });
});

describe('one PNG per instance', () => {
  const parts = async (files: Record<string, unknown>) => (await attach(scene(['000000', '000001'], ['front']), files)).masks.get('s/000001/front')!.parts;

  it('in a folder of the frame, named as its class; 000.png there is not the mask of frame 0', async () => {
    expect(await parts({ 'masks/front/000001/000.png': grey, 'masks/front/000001/traffic_sign-2.png': grey })).toEqual([
      { file: 'masks/front/000001/000.png', kind: 'binary', className: undefined, instance: 1 },
      { file: 'masks/front/000001/traffic_sign-2.png', kind: 'binary', className: 'traffic-sign', instance: 2 },
    ]);
  });

  it.each([
    ['masks/front/000001/instances.json', { '000.png': 'car', '001': { class: 'road', instance: 1 } }],
    ['masks/front/000001.csv', 'file,class,instance\n000.png,car\r\n"001.png","road",1\n'],
  ])('by a list: %s', async (list, content) => {
    expect(await parts({ 'masks/front/000001/000.png': grey, 'masks/front/000001/001.png': grey, [list]: content })).toMatchObject([
      { className: 'car', instance: 2 }, { className: 'road', instance: 1 },
    ]);
  });

  it('which knows every file, and whose numbers fit', async () => {
    const file = { 'masks/front/000001/000.png': grey };
    await expect(parts({ ...file, 'masks/front/000001.csv': '1.png,car\n' })).rejects.toThrow(/000001\.csv.*000\.png/);
    await expect(parts({ ...file, 'masks/front/000001.csv': '000.png,car,65536\n' })).rejects.toThrow(/000001\.csv.*line 1/);
    await expect(parts({ ...file, 'masks/front/000001.json': { '000.png': { class: 'car', instance: 0 } } })).rejects.toThrow(/000001\.json/);
  });
});

describe('a dataset\'s own masks', () => {
  it('are those that it refers to, those in masks/, or none', async () => {
    const of = scene(['0'], ['front']);
    const [sequence] = of.sequences, [frame] = sequence.frames, [image] = frame.images;
    const referring = { ...of, sequences: [{ ...sequence, frames: [{ ...frame, images: [{ ...image, masks: [{ file: 'x.png', kind: 'class-ids' }] }] }] }] };
    expect((await ownMasks(referring, memoryTree({ 'masks/front/0.png': grey })))!.masks.get('s/0/front')!.parts[0].file).toBe('x.png');
    expect((await ownMasks(of, memoryTree({ 'masks/front/0.png': grey })))!.masks.get('s/0/front')!.parts[0].file).toBe('masks/front/0.png');
    expect(await ownMasks(of, memoryTree({ 'front/0.png': grey }))).toBeNull();
  });
});
