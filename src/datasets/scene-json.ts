import type { RayTable } from '#src/core/camera/camera.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { readText } from '#src/core/io/bytes.ts';
import { parseSceneFile } from '#src/core/scene/parse-scene-file.ts';
import type { SceneFileParts } from '#src/core/scene/scene-from-file.ts';
import { sceneFromFile } from '#src/core/scene/scene-from-file.ts';
import type { SceneFile } from '#src/core/scene/scene-schema.ts';
import type { OwnVehicle } from '#src/core/scene/scene.ts';
import type { DatasetLayout } from './layout.ts';
import { readOwnVehicle } from './own-vehicle.ts';
import { readRayTable } from './ray-table.ts';
import { warned } from './warned.ts';

const FILE = 'scene.json';
const WHY = 'scene.json in the folder';

/** Our own description of any recording: src/core/scene/scene-schema.ts says what is in it. */
export const sceneJson: DatasetLayout = {
  id: 'scene-json',
  name: 'Pointweld scene.json',

  detect: (_tree, paths) => Promise.resolve(paths.includes(FILE) ? { confidence: 1, why: WHY } : { confidence: 0, why: 'no scene.json' }),

  async open(tree) {
    const { file, warnings } = parseSceneFile(await readText(await tree.open(FILE)), FILE);
    const more: string[] = [];
    const scene = sceneFromFile(file, FILE, await readParts(tree, file, more));
    return { ...scene, layout: this.id, why: WHY, warnings: [...warnings, ...more] };
  },
};

/** Tables of lenses and pictures of the own vehicle: one that cannot be read is a warning, and its camera is without. */
async function readParts(tree: FileTree, { sensors, sequences }: SceneFile, warnings: string[]): Promise<SceneFileParts> {
  const tables = new Map<string, RayTable>(), ownVehicles = new Map<string, OwnVehicle>();
  const cameras = [...sensors, ...sequences.flatMap((s) => s.frames.flatMap((f) => f.images ?? []))].map(({ camera }) => camera);
  for (const file of new Set(cameras.map((camera) => camera?.rays))) {
    const table = file === undefined ? null : await warned(warnings, () => readRayTable(tree, file));
    if (file !== undefined && table !== null) tables.set(file, table);
  }
  for (const { ownVehicle, camera, id } of sensors) {
    const file = ownVehicle?.mask;
    // An image may have a lens of its own, and the sensor none.
    const size = camera ?? sequences.flatMap((s) => s.frames.flatMap((f) => f.images ?? [])).find((image) => image.sensor === id)?.camera;
    const shape = file === undefined || size === undefined ? null : await warned(warnings, () => readOwnVehicle(tree, file, size));
    if (file !== undefined && shape !== null) ownVehicles.set(file, shape);
  }
  return { tables, ownVehicles };
}
