import { compose, invert, type Rigid } from '#src/core/geometry/rigid.ts';
import { WrittenPoses } from '../defects/sensor-defects.ts';
import { encodeFloats, encodeLabels, encodePng, withoutTime } from '../output/bytes.ts';
import { secondsAt, type Simulation, timeOfFrame } from '../simulate.ts';
import type { Files, OutputLayout } from './layout.ts';

const FOLDER = 'sequences/00';
const IDENTITY: Rigid<'box', 'camera'> = { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [0, 0, 0] };

/**
 * SemanticKITTI (semantic-kitti-api): velodyne/*.bin without times, labels/*.label, image_2/*.png of the first camera, calib.txt,
 * times.txt, and poses.txt with the poses of that camera, the first one at the origin.
 */
export const semanticKittiLayout: OutputLayout = {
  id: 'semantickitti',
  needs: { rectified: true, distorted: undefined, readoutMilliseconds: undefined, lidars: 1, radar: false },

  frame(content) {
    const { frame } = content, { id } = frame, [lidar] = frame.lidars, [camera] = frame.cameras;
    const files: Files = new Map();
    files.set(`${FOLDER}/velodyne/${id}.bin`, () => encodeFloats(withoutTime(lidar.sweep.points)));
    files.set(`${FOLDER}/labels/${id}.label`, () => encodeLabels(content.labels(lidar)));
    if (camera && content.images) files.set(`${FOLDER}/image_2/${id}.png`, () => encodePng(camera.image()));
    return { files, entry: content.poses.worldFromEgo(frame, null) };
  },

  whole(simulation, entries) {
    const egoFromCamera = cameraPose(simulation);
    const poses = (entries as readonly Rigid<'world', 'box'>[]).map((worldFromEgo) => compose(worldFromEgo, egoFromCamera));
    const firstFromWorld = poses.length > 0 ? invert(poses[0]) : IDENTITY;
    return new Map([
      [`${FOLDER}/calib.txt`, () => text(calib(simulation, egoFromCamera))],
      [`${FOLDER}/poses.txt`, () => text(poses.map((pose) => rowsOf(compose(firstFromWorld, pose))))],
      [`${FOLDER}/times.txt`, () => text(poses.map((_, i) => secondsAt(timeOfFrame(i)).toExponential(6)))],
    ]);
  },
};

/** Where the first camera is, or where the LiDAR is with a camera's axes if there is none. */
function cameraPose(simulation: Simulation): Rigid<'box', 'camera'> {
  const [mount] = simulation.mounts, [lidar] = simulation.lidars;
  return mount ? new WrittenPoses(simulation).egoFromCamera({ mount }) : { r: [0, 0, 1, -1, 0, 0, 0, -1, 0], t: lidar.egoFromSensor.t };
}

/** P0 to P3 are alike: there is one camera. */
function calib(simulation: Simulation, egoFromCamera: Rigid<'box', 'camera'>): string[] {
  const { fx, fy, cx, cy } = simulation.mounts[0]?.spec ?? { fx: 1, fy: 1, cx: 0, cy: 0 };
  const p = [fx, 0, cx, 0, 0, fy, cy, 0, 0, 0, 1, 0].map(number).join(' ');
  return [...[0, 1, 2, 3].map((i) => `P${i}: ${p}`), `Tr: ${rowsOf(compose(invert(egoFromCamera), simulation.lidars[0].egoFromSensor))}`];
}

function rowsOf({ r, t }: Rigid<'box' | 'camera' | 'world', 'box' | 'camera' | 'sweep'>): string {
  return [r[0], r[1], r[2], t[0], r[3], r[4], r[5], t[1], r[6], r[7], r[8], t[2]].map(number).join(' ');
}

function number(value: number): string {
  return value.toExponential(12);
}

function text(lines: readonly string[]): Uint8Array {
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}
