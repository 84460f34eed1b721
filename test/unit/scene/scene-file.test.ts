import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '#src/core/errors.ts';
import { apply } from '#src/core/geometry/rigid.ts';
import { parseSceneFile } from '#src/core/scene/parse-scene-file.ts';
import { sceneFromFile } from '#src/core/scene/scene-from-file.ts';
import type { SceneFile, SceneFileSweep } from '#src/core/scene/scene-schema.ts';

const lens = { model: 'pinhole', width: 1920, height: 1080, fx: 1000, fy: 1000, cx: 960, cy: 540 };

function minimal(): SceneFile {
  return {
    schemaVersion: 1,
    name: 'yard',
    sensors: [{ id: 'top', kind: 'lidar' }, { id: 'front', kind: 'camera', camera: lens }],
    sequences: [{ id: '00', frames: [{ id: '000000', sweeps: [{ sensor: 'top', file: 'a.pcd' }], images: [{ sensor: 'front', file: 'a.jpg' }] }] }],
  };
}

type Json = Record<string, unknown>;

/** The minimal file with one place replaced; the place is written the way errors write it. */
function changed(place: string, value: unknown): string {
  const file = structuredClone(minimal()) as unknown as Json;
  const keys = place.split(/[.[\]]+/).filter((k) => k !== '');
  const parent = keys.slice(0, -1).reduce<Json>((at, key) => at[key] as Json, file);
  parent[keys[keys.length - 1]] = value;
  return JSON.stringify(file);
}

function errorOf(text: string): DataError {
  try {
    sceneFromFile(parseSceneFile(text).file);
  } catch (error) {
    if (error instanceof DataError) return error;
    throw error;
  }
  throw new Error('no error');
}

describe('scene.json', () => {
  it('reads the minimal file', () => {
    const scene = sceneFromFile(parseSceneFile(JSON.stringify(minimal())).file);
    expect(scene.sequences[0].frames[0].sweeps[0]).toMatchObject({ id: '00/000000/top', timeNs: null, labels: null });
    expect(scene.sequences[0].posed).toBe(false);
    expect(scene.taxonomy.name).toBe('Driving');
  });

  it.each([
    ['name', 7],
    ['sensors[1].camera.fx', 0],
    ['sensors[1].camera.width', 19.5],
    ['sensors[0].id', 'a/b'],
    ['sensors[0].egoFromSensor', { rotation: { w: 1, x: 0, y: 0 } }],
    ['sequences[0].frames[0].timestampNs', '12.5'],
    ['sequences[0].frames[0].sweeps', []],
    ['sequences[0].frames[0].sweeps[0].sensor', 'nobody'],
    ['sequences[0].frames[0].images[0].sensor', 'top'],
    ['sequences[0].frames[0].sweeps[0].worldFromEgo', { rotation: { w: 2, x: 0, y: 0, z: 0 } }],
    ['sequences[0].frames[0].sweeps[0].worldFromEgo', { yaw: 1, rotation: { w: 1, x: 0, y: 0, z: 0 } }],
    ['sequences[0].frames[0].worldFromEgo', { matrix: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1] }],
    ['sequences[0].frames[0].worldFromEgo', { matrix: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 5, 6, 7, 1] }],
    ['taxonomy', 'nonsense'],
    ['taxonomy', { name: 'x', classes: [{ id: 0, name: 'road', kind: 'stuff' }] }],
  ])('names the place of a fault in %s', (place, value) => {
    const { kind, details } = errorOf(changed(place, value));
    expect(kind).toBe('malformed');
    expect(details.where).toContain(place);
  });

  it('names a field that is missing', () => {
    const { message } = errorOf(changed('sensors[1].camera.height', undefined));
    expect(message).toMatch(/scene\.json: lacks a field, at sensors\[1\]\.camera\.height/);
  });

  it('refuses a newer version before anything else', () => {
    expect(errorOf('{"schemaVersion": 2, "scenes": []}')).toMatchObject({ kind: 'unsupported' });
  });

  it('says where JSON ends to be JSON', () => {
    expect(errorOf('{\n  "name": "x",\n}').details.where).toBe('line 3 column 1');
  });

  it('ignores unknown fields with a warning for each', () => {
    const text = changed('sequences[0].frames[0].sweeps[0].wheather', 'rain');
    expect(parseSceneFile(text).warnings).toEqual(['scene.json: unknown field sequences[0].frames[0].sweeps[0].wheather is ignored']);
  });

  it.each(['../x.pcd', '/etc/passwd', 'a/../../x.pcd', 'a/..', '..', 'C:/x.pcd', 'C:\\x.pcd', '..\\x.pcd', 'https://example.org/x.pcd',
    'file:///x.pcd', '\\\\host\\x', 'a\u0000b', ''])('refuses the path %j', (file) => {
    expect(errorOf(changed('sequences[0].frames[0].sweeps[0].file', file)).details.where).toBe('sequences[0].frames[0].sweeps[0].file');
    expect(errorOf(changed('sequences[0].frames[0].images[0].file', file)).kind).toBe('malformed');
    expect(errorOf(changed('sequences[0].frames[0].sweeps[0].labels', { file })).kind).toBe('malformed');
  });

  it('lets no path through that has a ".." name or a root', () => {
    const names = fc.constantFrom('..', '.', 'a', 'b.pcd', '', 'C:', '...', 'x..y');
    fc.assert(fc.property(fc.array(names, { minLength: 1, maxLength: 5 }), fc.constantFrom('/', '\\'), (parts, separator) => {
      const file = parts.join(separator);
      const escapes = parts.includes('..') || file.startsWith(separator) || separator === '\\' && parts.length > 1 || file.startsWith('C:') || file === '';
      let refused = false;
      try {
        parseSceneFile(changed('sequences[0].frames[0].sweeps[0].file', file));
      } catch {
        refused = true;
      }
      expect(refused).toBe(escapes);
    }));
  });

  it('composes ego and sensor poses, in either direction of the extrinsic', () => {
    const quarter = { translation: { x: 1, y: 2, z: 3 }, yaw: Math.PI / 2 };
    const inverse = { translation: { x: -2, y: 1, z: -3 }, yaw: -Math.PI / 2 };
    for (const sensor of [{ egoFromSensor: quarter }, { sensorFromEgo: inverse }]) {
      const file = minimal();
      Object.assign(file.sensors[0], sensor);
      file.sequences[0].frames[0].worldFromEgo = { translation: { x: 100, y: 0, z: 0 } };
      const { sequences } = sceneFromFile(parseSceneFile(JSON.stringify(file)).file);
      const world = apply(sequences[0].frames[0].sweeps[0].worldFromSweep, [1, 0, 0]);
      expect(world).toEqual([101, 3, 3].map((x) => expect.closeTo(x, 12)));
      expect(sequences[0].posed).toBe(true);
    }
  });

  it('reads nanoseconds exactly', () => {
    const { sequences } = sceneFromFile(parseSceneFile(changed('sequences[0].frames[0].timestampNs', '1557539960100260864')).file);
    expect(sequences[0].frames[0].timeNs).toBe(1557539960100260864n);
  });

  it('gives back every valid file as it was written', () => {
    fc.assert(fc.property(sceneFiles, (file) => {
      const parsed = parseSceneFile(JSON.stringify(file));
      expect(parsed.file).toEqual(file);
      expect(parsed.warnings).toEqual([]);
      expect(parseSceneFile(JSON.stringify(parsed.file)).file).toEqual(parsed.file);
      const scene = sceneFromFile(parsed.file);
      expect(scene.sequences.flatMap((s) => s.frames.map((f) => f.id))).toEqual(file.sequences.flatMap((s) => s.frames.map((f) => f.id)));
    }));
  });
});

const real = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }).map((x) => x + 0);
const xyz = fc.record({ x: real, y: real, z: real });
const poses = fc.oneof(
  fc.record({ translation: xyz, yaw: real }),
  fc.record({ translation: xyz }),
  fc.record({ rotation: fc.constantFrom({ w: 1, x: 0, y: 0, z: 0 }, { w: 0.5, x: -0.5, y: 0.5, z: -0.5 }) }),
  xyz.map(({ x, y, z }) => ({ matrix: [0, -1, 0, x, 1, 0, 0, y, 0, 0, 1, z, 0, 0, 0, 1] })),
);
const time = fc.bigInt({ min: 0n, max: 9_000_000_000_000_000_000n }).map(String);
const frames = fc.uniqueArray(fc.stringMatching(/^[a-z0-9_]{1,8}$/), { minLength: 1, maxLength: 3 }).chain((ids) =>
  fc.tuple(...ids.map((id) => fc.record({
    id: fc.constant(id),
    timestampNs: time,
    worldFromEgo: poses,
    sweeps: fc.constant<SceneFileSweep[]>([{ sensor: 'top', file: `lidar/${id}.pcd`, labels: { file: `labels/${id}.label` } }]),
    images: poses.map((worldFromSensor) => [{
      sensor: 'front', file: `${id}.jpg`, worldFromSensor, masks: [{ file: 'm.png', kind: 'binary' as const, instance: 3, class: 'car' }],
    }]),
    boxes: poses.map((egoFromBox) => [{ id: '1', class: 'car', egoFromBox, size: { length: 4, width: 2, height: 1.5 } }]),
  }))));
const sceneFiles: fc.Arbitrary<SceneFile> = fc.record({
  schemaVersion: fc.constant(1),
  name: fc.string(),
  taxonomy: fc.constantFrom('driving', { name: 'own', classes: [{ id: 7, name: 'kerb', kind: 'stuff' as const, colour: '#a0b0c0' }] }),
  sensors: poses.map((egoFromSensor) => [
    { id: 'top', kind: 'lidar' as const, egoFromSensor, cloud: { columns: ['x', 'y', 'z', 'intensity'] } },
    { id: 'front', kind: 'camera' as const, camera: { ...lens, coefficients: [0.1, 0, 0, 0] } },
  ]),
  sequences: frames.map((list) => [{ id: '00', frames: list }]),
});
