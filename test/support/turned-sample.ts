import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '#src/cli/prepare.mjs';
import { rotationOf } from '#src/core/geometry/interpolate.ts';
import { compose, toMatrix } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import { poseFromFile } from '#src/core/scene/scene-file-pose.ts';
import type { SceneFile } from '#src/core/scene/scene-schema.ts';
import { tempFolder } from './temp-folder.ts';

/** A copy of the sample scene that says that a camera is turned against where it is: axis times angle in its own axes, degrees. */
export function turnedSample(camera: string, degrees: Vec3): string {
  const folder = join(tempFolder(), 'turned');
  cpSync(join(projectRoot, 'sample-data/scene'), folder, { recursive: true });
  const file = join(folder, 'scene.json'), scene = JSON.parse(readFileSync(file, 'utf8')) as SceneFile;
  const [x, y, z] = degrees.map((d) => (d * Math.PI) / 180);
  const sensors = scene.sensors.map((sensor) => {
    if (sensor.id !== camera) return sensor;
    const pose = poseFromFile<'ego', 'camera'>(sensor.egoFromSensor!, file, camera);
    const turned = compose<'ego', 'camera', 'camera'>(pose, { r: rotationOf([x, y, z]), t: [0, 0, 0] });
    return { ...sensor, egoFromSensor: { matrix: toMatrix(turned) } };
  });
  writeFileSync(file, JSON.stringify({ ...scene, sensors }));
  return folder;
}
