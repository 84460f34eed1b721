import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { nuscenesLayout } from '#sample-data/layouts/nuscenes.ts';
import { openPath } from '#src/cli/open-path.ts';
import { splatLabels } from '#src/core/camera/splat-labels.ts';
import { corners } from '#src/core/geometry/box.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { classOf, instanceOf } from '#src/core/labels/label.ts';
import { cityscapes } from '#src/core/labels/presets/index.ts';
import type { FrameBox, Scene } from '#src/core/scene/scene.ts';
import { imageId } from '#src/core/scene/scene.ts';
import { findExporter } from '#src/datasets/export/index.ts';
import { mappedTo } from '#src/datasets/export/mapping.ts';
import { loadFrameLabels } from '#src/datasets/frame-labels.ts';
import { findImport } from '#src/datasets/import/index.ts';
import { planImport } from '#src/datasets/import/plan.ts';
import { openDataset } from '#src/datasets/index.ts';
import { loadMask, sceneMasks } from '#src/datasets/masks.ts';
import { readSweep } from '#src/datasets/read-sweep.ts';
import { DONT_CARE, parseKittiObjects } from '#src/formats/boxes/kitti.ts';
import { semanticKitti } from '#src/formats/labels/semantickitti.ts';
import { maskFormat } from '#src/formats/masks/index.ts';
import { memoryTree } from '#test/support/memory-tree.ts';
import { describeReal } from '#test/support/shared-data.ts';
import { simulated } from '#test/unit/datasets/simulated.ts';
import type { Labels } from './export-scene.ts';
import { exported, nobodyHere, sweepsOf } from './export-scene.ts';

type Data = { scene: Scene; tree: FileTree };

async function opened(files: Record<string, unknown>): Promise<Data> {
  const tree = memoryTree(files);
  return { tree, scene: await openDataset(tree) };
}

async function ownLabels({ scene, tree }: Data): Promise<Labels> {
  const labels = new Map<string, Uint32Array>();
  for (const sweep of sweepsOf(scene)) {
    const own = sweep.labels && (await loadFrameLabels(tree, sweep, await readSweep(tree, sweep)));
    if (own) labels.set(sweep.id, own);
  }
  return labels;
}

async function importedBoxes(files: Record<string, Uint8Array>, { scene, tree }: Data, format: string): Promise<Map<string, readonly FrameBox[]>> {
  const from = memoryTree(files), match = await findImport({ scene, tree, from, paths: await from.list() }, format);
  return new Map(match!.found.boxes.map((b) => [`${b.sequence.id}/${b.frame.id}`, b.boxes]));
}

function boxesOf({ scene }: Data): Map<string, readonly FrameBox[]> {
  return new Map(scene.sequences.flatMap((s) => s.frames.map((f) => [`${s.id}/${f.id}`, f.boxes] as const)));
}

/** The farthest that two boxes' corners lie apart, over all frames; boxes in the same order. */
function apart(a: Map<string, readonly FrameBox[]>, b: Map<string, readonly FrameBox[]>): number {
  expect([...a.keys()]).toEqual([...b.keys()]);
  return Math.max(...[...a].flatMap(([frame, list]) => list.flatMap((box, i) => {
    const other = corners(b.get(frame)![i].box);
    return corners(box.box).flatMap((corner, k) => corner.map((x, axis) => Math.abs(x - other[k][axis])));
  })));
}

function firstFrame<D extends Data>(data: D): D {
  const [sequence] = data.scene.sequences;
  return { ...data, scene: { ...data.scene, sequences: [{ ...sequence, frames: sequence.frames.slice(0, 1) }] } };
}

function changed(boxes: Map<string, readonly FrameBox[]>, change: (list: readonly FrameBox[]) => readonly FrameBox[]): Map<string, readonly FrameBox[]> {
  return new Map([...boxes].map(([frame, list]) => [frame, change(list)]));
}

/** In an order of their own, for formats that have none. */
const byPlace = (boxes: Map<string, readonly FrameBox[]>) => changed(boxes, (list) => [...list].sort((a, b) => a.box.pose.t[0] - b.box.pose.t[0]));
const upright = (boxes: Map<string, readonly FrameBox[]>) => changed(boxes, (list) => list.map((b) => ({ ...b, box: { size: b.box.size, pose: { ...b.box.pose, r: [1, 0, 0, 0, 1, 0, 0, 0, 1] } } })));

describe("the simulator's street", () => {
  let street: Data, oneFrame: Data, labels: Labels;

  beforeAll(async () => {
    street = await openPath(join(import.meta.dirname, '../../../sample-data/scene'));
    oneFrame = firstFrame(street);
    // Without the mistakes that are planted in the sample.
    const [sweep] = sweepsOf(oneFrame.scene), truth = await oneFrame.tree.open('truth/labels/top/000000.label');
    labels = new Map([[sweep.id, await semanticKitti.read(truth, truth.size / 4)]]);
  });

  it.each([['nuscenes-boxes', 1e-9], ['openlabel', 1e-9], ['kitti-boxes', 1e-4]])('has the same boxes after %s and back', async (format, within) => {
    const { files } = await exported(findExporter(format)!, street, labels), inOrder = format === 'kitti-boxes' ? (b: ReturnType<typeof boxesOf>) => b : byPlace;
    const back = inOrder(await importedBoxes(files, street, format)), boxes = inOrder(boxesOf(street));
    expect([...back.values()].map((b) => b.length)).toEqual([...boxes.values()].map((b) => b.length));
    // The cameras lean a little, and KITTI's boxes with them: their middles stay.
    const apartBy = format === 'kitti-boxes' ? (a: typeof back, b: typeof back) => apart(upright(a), upright(b)) : apart;
    expect(apartBy(back, boxes)).toBeLessThan(within);
    expect([...back.values()].flat().map((b) => b.className)).toEqual([...boxes.values()].flat().map((b) => (format === 'kitti-boxes' ? b.className.replaceAll(' ', '_') : b.className)));
    const chains = (all: Map<string, readonly FrameBox[]>): string[][] => {
      const places = new Map<string, string[]>();
      for (const [frame, list] of all) list.forEach(({ track }, i) => places.set(track!, [...(places.get(track!) ?? []), `${frame} ${i}`]));
      return [...places.values()];
    };
    expect(chains(back)).toEqual(chains(boxes));
  });

  it('leaves out the boxes that the dataset has, however their class is spelt, and takes those that moved', async () => {
    const { files } = await exported(findExporter('kitti-boxes')!, street, labels), all = [...boxesOf(street).values()].flat().length;
    const plan = async (change: (text: string) => string) => {
      const text = Object.fromEntries(Object.entries(files).filter(([name]) => name.includes('label_2/')).map(([name, bytes]) => [name, new TextEncoder().encode(change(new TextDecoder().decode(bytes)))]));
      const from = memoryTree(text), match = (await findImport({ ...street, from, paths: await from.list() }, 'kitti-boxes'))!;
      return planImport(street.scene, match.found, 'kitti-boxes', { labels: () => Promise.reject(new Error('no labels')), cuboid: () => undefined, instances: nobodyHere() });
    };
    expect(all).toBeGreaterThan(0);
    expect(await plan((text) => text)).toMatchObject({ boxes: 0, present: all, records: [] });
    expect(await plan((text) => text.replace(/^\S+/gm, (type) => type.toUpperCase()))).toMatchObject({ boxes: 0, present: all });
    // Word 13 is z: two centimetres farther away is another box, and four millimetres is rounding.
    const moved = (by: number) => plan((text) => text.replace(/^.+$/gm, (line) => line.split(' ').map((word, i) => (i === 13 ? String(Number(word) + by) : word)).join(' ')));
    expect(await moved(0.02)).toMatchObject({ boxes: all, present: 0 });
    expect(await moved(0.004)).toMatchObject({ boxes: 0, present: all });
  });

  it("takes KITTI tracking's own layout, label_2 where nothing is tracked, and names a frame that is not there", async () => {
    const { files } = await exported(findExporter('kitti-boxes')!, street, labels), [{ id }] = street.scene.sequences;
    const tracks = Buffer.from(files[`${id}/label_02.txt`]).toString(), dontCare = '0 -1 DontCare -1 -1 -10 1 2 3 4 -1 -1 -1 -1000 -1000 -1000 -10\n';
    const put = (name: string, text: string) => importedBoxes({ [name]: new TextEncoder().encode(text) }, street, 'kitti-boxes');
    const own = await importedBoxes(files, street, 'kitti-boxes');
    expect(await put('training/label_02/0007.txt', dontCare + tracks)).toEqual(changed(own, (list) => list.map((b, i) => ({ ...b, id: `label_02 ${b === own.get(`${id}/${street.scene.sequences[0].frames[0].id}`)![i] ? i + 1 : i}` }))));
    const alone = Object.fromEntries(Object.entries(files).filter(([name]) => !name.endsWith('label_02.txt')));
    const untracked = await importedBoxes(alone, street, 'kitti-boxes');
    expect([[...untracked.values()].flat().every((b) => b.track === undefined), apart(untracked, own)]).toEqual([true, 0]);
    await expect(put('label_02.txt', tracks.replace(/^0 /, '77 '))).rejects.toThrow(/label_02\.txt: has a frame that the sequence does not have, expected 0 to \d+, found 77/);
    await expect(put('label_02.txt', tracks.replace(/^0 /, 'x '))).rejects.toThrow(/label_02\.txt: has a line that is no object, at line 1/);
  });

  it('is a dataset again as OpenLABEL: poses, lenses, boxes', async () => {
    const { files } = await exported(findExporter('openlabel')!, street, labels);
    const [path, bytes] = Object.entries(files).find(([name]) => name.endsWith('.json'))!, paths = await street.tree.list();
    const tree: FileTree = {
      name: 'street', list: () => Promise.resolve([...paths.filter((p) => !p.endsWith('.json')), path]), open: (p) => (p === path ? Promise.resolve(memorySource(p, bytes)) : street.tree.open(p)),
    };
    const scene = await openDataset(tree, { layout: 'openlabel' });
    const [was] = street.scene.sequences, [is] = scene.sequences;
    expect([is.posed, is.frames.length, is.frames[0].timeNs]).toEqual([true, was.frames.length, was.frames[0].timeNs]);
    const placesOf = (s: typeof was) => s.frames.flatMap((f) => [...f.sweeps].sort((a, b) => a.sensor.localeCompare(b.sensor)).flatMap(({ worldFromSweep: p }) => [...p.r, ...p.t]));
    const before = placesOf(was), after = placesOf(is);
    expect(after.length).toBe(before.length);
    expect(Math.max(...after.map((x, k) => Math.abs(x - before[k])))).toBeLessThan(1e-9);
    expect(is.frames[0].images.map((i) => [i.camera, i.spec.fx])).toEqual(was.frames[0].images.map((i) => [i.camera, i.spec.fx]));
  });

  it('is in its pictures what the exact masks say, where points are', async () => {
    const exporter = findExporter('cityscapes')!, mapping = mappedTo(street.scene.taxonomy, cityscapes);
    const { files, made } = await exported(exporter, oneFrame, labels, { mapping });
    const masks = sceneMasks(street.scene, street.tree), toCityscapes = mappedTo(masks.taxonomy, cityscapes).table;
    let painted = 0, right = 0, pixels = 0;
    for (const { id, frames } of oneFrame.scene.sequences)
      for (const frame of frames)
        for (const image of frame.images) {
          const truth = await loadMask(masks.masks.get(imageId(id, frame.id, image.camera))!, image, masks.taxonomy);
          const path = `gtFine/${id}/${image.camera}/${frame.id}_gtFine_labelIds.png`;
          const own = await maskFormat('class-ids', path).read(memorySource(path, files[path]), { taxonomy: cityscapes });
          expect([own.width, own.height]).toEqual([image.spec.width, image.spec.height]);
          const instancePath = path.replace('labelIds', 'instanceIds');
          const instances = await maskFormat('cityscapes-instance-ids', path).read(memorySource(path, files[instancePath]), { taxonomy: cityscapes });
          expect(instances.classes).toEqual(own.classes);
          own.classes.forEach((c, i) => {
            pixels++;
            if (c === 0 || truth.classes[i] === 0) return;
            painted++;
            if (c === toCityscapes[truth.classes[i]]) right++;
          });
        }
    expect(made.filter((f) => f.path.endsWith('.png'))).toHaveLength(2 * oneFrame.scene.sequences[0].frames[0].images.length);
    expect(painted / pixels).toBeGreaterThan(0.2);
    expect(right / painted).toBeGreaterThan(0.9);
  });

  it('is read back from COCO panoptic as the very pixels that were written', async () => {
    const mapping = mappedTo(street.scene.taxonomy, cityscapes);
    const { files } = await exported(findExporter('coco-panoptic')!, oneFrame, labels, { mapping });
    const city = await exported(findExporter('cityscapes')!, oneFrame, labels, { mapping });
    const table = memorySource('panoptic.json', files['panoptic.json']);
    const [{ id, frames: [frame] }] = street.scene.sequences, [image] = frame.images;
    const path = `panoptic/${id}__${image.camera}__${frame.id}.png`;
    const panoptic = await maskFormat('coco-panoptic', path).read(memorySource(path, files[path]), { taxonomy: cityscapes, table });
    const plain = `gtFine/${id}/${image.camera}/${frame.id}_gtFine_labelIds.png`;
    expect(panoptic.classes).toEqual((await maskFormat('class-ids', plain).read(memorySource(plain, city.files[plain]), { taxonomy: cityscapes })).classes);
    const { annotations, images } = JSON.parse(new TextDecoder().decode(files['panoptic.json'])) as { annotations: { image_id: number; segments_info: { area: number; bbox: number[] }[] }[]; images: { file_name: string }[] };
    expect(images[annotations[0].image_id].file_name).toBe(image.file);
    expect(annotations[0].segments_info.reduce((sum, s) => sum + s.area, 0)).toBe(panoptic.classes.reduce((n, c) => n + Number(c !== 0), 0));
  });
});

describe('splatting', () => {
  it('gives a pixel to the nearest seen point, void where none is near', () => {
    const projection = { count: 4, index: Uint32Array.of(3, 1, 0, 2), u: Float32Array.of(2.5, 4.5, 4.5, 10.5), v: Float32Array.of(2.5, 2.5, 2.5, 2.5), depth: Float32Array.of(5, 9, 4, 5) };
    const out = splatLabels([{ projection, visible: Uint8Array.of(1, 1, 1, 0), labels: Uint32Array.of(70, 71, 72, 73) }], 16, 5);
    expect([out[2 * 16 + 2], out[2 * 16 + 4], out[2 * 16 + 10]]).toEqual([73, 70, out[2 * 16 + 10]]);
    expect(new Set(out)).not.toContain(72);
    expect(new Set(out)).not.toContain(71);
  });
});

describe('nuScenes tables', () => {
  it('lead to the exported labels and boxes when they are laid over the dataset', async () => {
    const { files: source } = simulated(nuscenesLayout);
    const data = await opened(source), labels = await ownLabels(data);
    expect([...labels.values()].some((l) => l.some((x) => instanceOf(x) > 0))).toBe(true);
    const out = await exported(findExporter('nuscenes')!, data, labels);
    // Every file of labels of the dataset is replaced, and nothing else but its tables.
    const replaced = Object.keys(out.files).filter((path) => path in source).sort();
    expect(replaced).toEqual(Object.keys(source).filter((p) => /lidarseg|panoptic|category\.json/.test(p)).sort());
    for (const path of replaced.filter((p) => p.endsWith('.bin'))) expect(out.files[path]).toEqual(source[path]);
    const again = await opened({ ...source, ...out.files });
    expect(await ownLabels(again)).toEqual(labels);
    expect(again.scene.taxonomy).toEqual(data.scene.taxonomy);

    const boxes = await exported(findExporter('nuscenes-boxes')!, data, labels);
    const back = await opened({ ...source, ...boxes.files });
    expect(apart(boxesOf(back), boxesOf(data))).toBeLessThan(1e-9);
    expect([...boxesOf(back).values()].flat().map((b) => [b.id, b.track, b.className])).toEqual([...boxesOf(data).values()].flat().map((b) => [b.id, b.track, b.className]));
  });
});

describeReal('kitti-object', 'real KITTI boxes', (folder) => {
  it('come out as the lines that they came in by', async () => {
    const data = await openPath(folder), { files } = await exported(findExporter('kitti-boxes')!, data, new Map());
    for (const frame of ['000001', '000002']) {
      const was = parseKittiObjects(readFileSync(join(folder, `training/label_2/${frame}.txt`), 'utf8'), frame).filter((o) => o.type !== DONT_CARE);
      const is = parseKittiObjects(new TextDecoder().decode(files[`training/label_2/${frame}.txt`]), frame);
      expect(is.map((o) => o.type)).toEqual(was.map((o) => o.type));
      is.forEach((o, i) => {
        [...o.bottom, ...o.size, o.rotationY].forEach((x, k) => expect(Math.abs(x - [...was[i].bottom, ...was[i].size, was[i].rotationY][k])).toBeLessThan(1e-4));
        // 2D boxes were drawn by hand in the picture: ours are the 3D box's.
        o.box2d.forEach((x, k) => expect(Math.abs(x - was[i].box2d[k])).toBeLessThan(25));
      });
    }
    expect(apart(await importedBoxes(files, data, 'kitti-boxes'), boxesOf(data))).toBeLessThan(1e-4);
  });
});

describeReal('pandaset-002', 'real PandaSet labels', (folder) => {
  it('come back as the bytes that they were, ids and all', async () => {
    const one = firstFrame(await openPath(folder)), [sequence] = one.scene.sequences;
    const { made } = await exported(findExporter('semantickitti')!, one, await ownLabels(one));
    const { file } = sequence.frames[0].sweeps[0].labels!;
    expect(made.map((f) => Buffer.from(f.bytes).equals(readFileSync(join(folder, file!))))).toEqual([true]);
    expect(new Set(Array.from(new Uint32Array(made[0].bytes.slice().buffer), classOf)).size).toBeGreaterThan(5);
  });
});
