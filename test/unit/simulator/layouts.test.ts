import { decode } from 'fast-png';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { nuscenesLayout } from '#sample-data/layouts/nuscenes.ts';
import { sceneLayout } from '#sample-data/layouts/scene.ts';
import { semanticKittiLayout } from '#sample-data/layouts/semantickitti.ts';
import { allFiles } from '#sample-data/output/all-files.ts';
import { encodeJpeg } from '#sample-data/output/jpeg.ts';
import { Simulation } from '#sample-data/simulate.ts';
import { NUSCENES_NAMES } from '#sample-data/world/classes.ts';
import { createCamera } from '#src/core/camera/index.ts';
import { apply, compose, fromMatrix, fromQuaternion, invert, type Rigid } from '#src/core/geometry/rigid.ts';
import type { FrameName, Quaternion, Vec3 } from '#src/core/geometry/units.ts';
import { openDataset } from '#src/datasets/index.ts';
import { readSweep } from '#src/datasets/read-sweep.ts';
import { memoryTree } from '#test/support/memory-tree.ts';

const tiny = { seed: 9, frames: 3, beams: 16, azimuthSteps: 120, cameras: 2, imageWidth: 64 };

function made(layout: typeof sceneLayout, more: object = {}) {
  const simulation = new Simulation({ ...tiny, ...more, ...layout.needs });
  const files = new Map([...allFiles(simulation, layout)].map(([path, make]) => [path, make()]));
  const text = (path: string): string => new TextDecoder().decode(files.get(path));
  const floats = (path: string): Float32Array => new Float32Array(files.get(path)!.slice().buffer);
  const words = (path: string): Uint32Array => new Uint32Array(files.get(path)!.slice().buffer);
  return { simulation, files, text, floats, words, frames: [0, 1, 2].map((i) => simulation.frame(i)) };
}

/** Where the first and a late point of a frame's truth are in its first picture, by the simulator's own poses. */
function pixelsOf(frame: ReturnType<Simulation['frame']>, indices: readonly number[]): (number[] | null)[] {
  const [camera] = frame.cameras, [{ sweep, worldFromSweep }] = frame.lidars, lens = createCamera(camera.mount.spec), pixel = new Float64Array(2);
  const cameraFromSweep = compose(invert(camera.worldFromCamera), worldFromSweep);
  return indices.map((i) => {
    const [x, y, z] = apply(cameraFromSweep, [sweep.points[5 * i], sweep.points[5 * i + 1], sweep.points[5 * i + 2]]);
    return lens.project(x, y, z, pixel) ? [...pixel] : null;
  });
}

describe('the layout scene', () => {
  const { simulation, files, frames } = made(sceneLayout, { lidars: 2, radar: true, cameras: 4 });

  it('opens as it was simulated: sweeps, times, poses, lenses, masks, boxes', async () => {
    const tree = memoryTree(Object.fromEntries(files));
    const scene = await openDataset(tree);
    expect([scene.layout, scene.warnings]).toEqual(['scene-json', []]);
    for (const [k, frame] of scene.sequences[0].frames.entries()) {
      expect(frame.sweeps.map(({ sensor }) => sensor)).toEqual(['top', 'front-low', 'radar-front']);
      const cloud = await readSweep(tree, frame.sweeps[0]);
      expect(cloud.count).toBe(frames[k].lidars[0].sweep.count);
      expect([...cloud.positions.subarray(0, 3)]).toEqual([...frames[k].lidars[0].sweep.points.subarray(0, 3)]);
      for (const i of [0, 1]) {
        expect(frame.sweeps[i].timeNs).toBe(frames[k].lidars[i].timeNs);
        expectSame(frame.sweeps[i].worldFromSweep, frames[k].lidars[i].worldFromSweep);
      }
      frame.images.forEach((image, c) => {
        const shot = frames[k].cameras[c];
        expect([image.camera, image.timeNs, image.spec]).toEqual([shot.mount.name, shot.timeNs, shot.mount.spec]);
        expectSame(image.worldFromCamera, shot.worldFromCamera);
        expect(image.masks.map(({ kind }) => kind)).toEqual(['class-ids', 'instance-ids']);
      });
      expect(frame.boxes.length).toBeGreaterThan(3);
    }
  });

  it('has masks of 16 bits that say what the pictures show', () => {
    const [camera] = frames[1].cameras, { labels } = camera.image();
    for (const [folder, value] of [['masks', (l: number) => l & 0xffff], ['instances', (l: number) => l >>> 16]] as const) {
      const png = decode(files.get(`${folder}/front/000001.png`)!);
      expect([png.width, png.height, png.depth, png.channels]).toEqual([64, 36, 16, 1]);
      expect([...png.data]).toEqual([...labels].map(value));
    }
  });

  it('has one code of visibility per point and camera', () => {
    for (const lidar of frames[2].lidars)
      for (const camera of frames[2].cameras)
        expect(files.get(`truth/visibility/${lidar.spec.name}/${camera.mount.name}/000002.u8`)!.length).toBe(lidar.sweep.count);
    expect(simulation.mounts.length).toBe(4);
  });
});

describe('the layout semantickitti', () => {
  const { files, text, floats, words, frames } = made(semanticKittiLayout);
  const rows = (path: string): number[][] => text(path).trim().split('\n').map((line) => line.replace(/^\w+: /, '').split(' ').map(Number));

  it('projects points with P2 and Tr to where the picture shows them, and poses make one world', () => {
    const calib = rows('sequences/00/calib.txt'), poses = rows('sequences/00/poses.txt'), times = rows('sequences/00/times.txt');
    expect([calib.length, poses.length, times.flat()]).toEqual([5, 3, [0, 0.1, 0.2]]);
    const p2 = calib[2], tr = fromMatrix<'camera', 'sweep'>([...calib[4], 0, 0, 0, 1]);
    frames.forEach((frame, k) => {
      const bin = floats(`sequences/00/velodyne/00000${k}.bin`), indices = [5, 700, 1200];
      expect(bin.length).toBe(4 * frame.lidars[0].sweep.count);
      expect([...words(`sequences/00/labels/00000${k}.label`)]).toEqual([...frame.lidars[0].sweep.truth]);
      pixelsOf(frame, indices).forEach((pixel, n) => {
        const [x, y, z] = apply(tr, [bin[4 * indices[n]], bin[4 * indices[n] + 1], bin[4 * indices[n] + 2]]);
        if (pixel) expect(Math.hypot(pixel[0] - (p2[0] * x + p2[2] * z) / z, pixel[1] - (p2[5] * y + p2[6] * z) / z)).toBeLessThan(1e-6);
      });
      // Velodyne pose = inverse(Tr) * pose * Tr, relative to the first sweep.
      const pose = fromMatrix<'camera', 'camera'>([...poses[k], 0, 0, 0, 1]);
      expectSame(compose(invert(tr), compose(pose, tr)), compose(invert(frames[0].lidars[0].worldFromSweep), frame.lidars[0].worldFromSweep), 1e-8);
    });
    expect(files.has('sequences/00/image_2/000002.png')).toBe(true);
  });

  it('opens in the app with its labels', async () => {
    const own = new Map([...files].filter(([path]) => !path.startsWith('truth/')));
    const scene = await openDataset(memoryTree(Object.fromEntries(own)));
    const all = scene.sequences.flatMap((s) => s.frames);
    expect(all.map(({ sweeps }) => sweeps[0].labels?.file)).toEqual([0, 1, 2].map((k) => `sequences/00/labels/00000${k}.label`));
  });
});

describe('the layout nuscenes', () => {
  const { files, text, floats, frames } = made(nuscenesLayout, { radar: true });
  type Row = Record<string, never> & { token: string; name: string; prev: string; next: string; filename: string; index: number; channel: string };
  const table = (name: string): Row[] => JSON.parse(text(`v1.0-mini/${name}.json`));
  const find = (name: string, token: string): Record<string, never> => table(name).find((row) => row.token === token)!;

  it('has tables whose tokens all lead somewhere', () => {
    const names = ['scene', 'sample', 'sample_data', 'ego_pose', 'calibrated_sensor', 'sensor', 'sample_annotation', 'instance', 'category', 'attribute', 'visibility', 'log', 'map', 'lidarseg', 'panoptic'];
    const known = new Map(names.map((name) => [name, new Set(table(name).map((row) => row.token))]));
    let links = 0;
    for (const name of names)
      for (const row of table(name))
        for (const [key, value] of Object.entries(row)) {
          const target = key === 'prev' || key === 'next' ? name : /^(?:first|last)_(\w+)_token$/.exec(key)?.[1].replace(/^annotation$/, 'sample_annotation') ?? /^(\w+)_token$/.exec(key)?.[1];
          if (!target || String(value) === '') continue;
          links++;
          expect(known.get(target)?.has(String(value)), `${name}.${key} = ${String(value)}`).toBe(true);
        }
    expect(links).toBeGreaterThan(100);
    for (const name of ['sample_data', 'lidarseg', 'panoptic']) for (const { filename } of table(name)) expect(files.has(filename), filename).toBe(true);
    for (const { filename } of table('sample_data')) if (filename.endsWith('.jpg')) expect([...files.get(filename)!.subarray(0, 2)]).toEqual([0xff, 0xd8]);
  });

  it('takes a point through the devkit\'s chain to its pixel', () => {
    const channel = (name: string): string => table('sensor').find((row) => row.channel === name)!.token;
    const data = (frame: number, name: string): Record<string, never> => {
      const calibrated = table('calibrated_sensor').find((row) => row.sensor_token === channel(name) as never)!.token;
      return table('sample_data').filter((row) => row.calibrated_sensor_token === calibrated as never)[frame];
    };
    const pose = (row: Record<string, never>): Rigid<FrameName, FrameName> => fromQuaternion(row.rotation as Quaternion, row.translation as Vec3);
    frames.forEach((frame, k) => {
      const lidar = data(k, 'LIDAR_TOP'), camera = data(k, 'CAM_FRONT'), indices = [5, 700, 1200];
      const cloud = floats(lidar.filename), calibration = find('calibrated_sensor', camera.calibrated_sensor_token);
      const chain = compose(invert(pose(calibration)), compose(invert(pose(find('ego_pose', camera.ego_pose_token))),
        compose(pose(find('ego_pose', lidar.ego_pose_token)), pose(find('calibrated_sensor', lidar.calibrated_sensor_token)))));
      const [[fx, , cx], [, fy, cy]] = calibration.camera_intrinsic as number[][];
      expect(cloud.length).toBe(5 * frame.lidars[0].sweep.count);
      pixelsOf(frame, indices).forEach((pixel, n) => {
        const [x, y, z] = apply(chain, [cloud[5 * indices[n]], cloud[5 * indices[n] + 1], cloud[5 * indices[n] + 2]]);
        if (pixel) expect(Math.hypot(pixel[0] - (fx * x) / z - cx, pixel[1] - (fy * y) / z - cy)).toBeLessThan(1e-6);
      });
    });
  });

  it('has lidarseg and panoptic labels of the same points', () => {
    const categories = new Map(table('category').map(({ index, name }) => [index, name]));
    expect([categories.size, categories.get(17), categories.get(24), categories.get(30)]).toEqual([32, 'vehicle.car', 'flat.driveable_surface', 'static.vegetation']);
    frames.forEach(({ lidars: [{ sweep }] }, k) => {
      const seg = files.get(table('lidarseg')[k].filename)!, npy = unzipSync(files.get(table('panoptic')[k].filename)!)['data.npy'];
      const head = new TextDecoder('latin1').decode(npy.subarray(0, npy.length - 2 * sweep.count));
      expect(head).toMatch(new RegExp(`^\\x93NUMPY\\x01\\x00.*'<u2'.*\\(${sweep.count},\\)`, 's'));
      const panoptic = new Uint16Array(npy.slice(npy.length - 2 * sweep.count).buffer);
      sweep.truth.forEach((label, i) => {
        expect(categories.get(seg[i])).toBe(NUSCENES_NAMES[label & 0xffff]);
        expect(panoptic[i]).toBe(seg[i] * 1000 + (label >>> 16));
      });
    });
  });
});

describe('the JPEG encoder', () => {
  it('writes the segments that a decoder needs, and every table whole', () => {
    const bytes = encodeJpeg({ width: 20, height: 18, pixels: new Uint8Array(20 * 18 * 3).map((_, i) => (i * 7) % 256), labels: new Uint32Array(0) }, 90);
    const segments: [number, number][] = [];
    for (let at = 2; bytes[at] === 0xff && bytes[at + 1] !== 0xd9;) {
      const length = bytes[at + 2] * 256 + bytes[at + 3];
      segments.push([bytes[at + 1], length]);
      at += 2 + length;
      if (segments[segments.length - 1][0] === 0xda) break;
    }
    expect(segments).toEqual([[0xe0, 16], [0xdb, 132], [0xc0, 17], [0xc4, 31], [0xc4, 181], [0xc4, 31], [0xc4, 181], [0xda, 12]]);
    expect([...bytes.subarray(-2)]).toEqual([0xff, 0xd9]);
  });
});

function expectSame(a: Rigid<FrameName, FrameName>, b: Rigid<FrameName, FrameName>, within = 1e-9): void {
  [...a.r, ...a.t].forEach((value, k) => expect(Math.abs(value - [...b.r, ...b.t][k])).toBeLessThan(within));
}
