import type { CameraSpec } from '#src/core/camera/camera.ts';
import { DataError } from '#src/core/errors.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { compose, identity, invert } from '#src/core/geometry/rigid.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { readText } from '#src/core/io/bytes.ts';
import { numbersOf, parseKittiCalib } from './kitti-calib.ts';
import { parseKitti360Fisheye } from './kitti360-fisheye.ts';
import { numberRows } from './number-rows.ts';
import { rigidFromRows } from './poses.ts';
import { warned } from './warned.ts';

/** `ego` is KITTI-360's pose frame, the GPS/IMU. */
export interface Kitti360Calib {
  readonly egoFromSweep: Rigid<'ego', 'sweep'>;
  /** What `egoFromSweep` is made of: camera 0 before rectification, and calib_cam_to_velo as the file has it. */
  readonly egoFromCamera0: Rigid<'ego', 'camera'>;
  readonly sweepFromCamera0: Rigid<'sweep', 'camera'>;
  /** The rectified perspective cameras '00' and '01', and the fisheyes '02' and '03' where their lens can be read. */
  readonly cameras: ReadonlyMap<string, { readonly spec: CameraSpec; readonly egoFromCamera: Rigid<'ego', 'camera'> }>;
}

const FISHEYES = ['02', '03'];

/**
 * Reads calib_cam_to_pose.txt, calib_cam_to_velo.txt, perspective.txt, image_02.yaml and image_03.yaml in `folder` (kitti360Scripts,
 * helpers/project.py): the velodyne is at camToPose_00 * camToVelo^-1, a rectified camera at camToPose * R_rect^-1 with the K of P_rect, a
 * fisheye at camToPose. Throws DataError; what is wrong with a fisheye is a warning.
 */
export async function readKitti360Calib(tree: FileTree, folder: string, warnings: string[]): Promise<Kitti360Calib> {
  const poseFile = `${folder}/calib_cam_to_pose.txt`, veloFile = `${folder}/calib_cam_to_velo.txt`, lensFile = `${folder}/perspective.txt`;
  const [poseText, veloText, lensText] = await Promise.all([poseFile, veloFile, lensFile].map(async (file) => readText(await tree.open(file))));
  const toPose = parseKittiCalib(poseText, poseFile), lens = parseKittiCalib(lensText, lensFile);
  const egoFromRaw = (camera: string): Rigid<'ego', 'camera'> => rigidFromRows(numbersOf(toPose, `image_${camera}`, 12, poseFile), poseFile, `image_${camera}`);
  const [row] = numberRows(veloText, 12, veloFile);
  if (row === undefined) throw new DataError('truncated', 'is empty', { file: veloFile, expected: '12 numbers' });
  const sweepFromCamera = rigidFromRows<'sweep', 'camera'>(row, veloFile, 'line 1');
  const perspective = ['00', '01'].map((camera) => {
    const p = numbersOf(lens, `P_rect_${camera}`, 12, lensFile), r = numbersOf(lens, `R_rect_${camera}`, 9, lensFile);
    const [width, height] = numbersOf(lens, `S_rect_${camera}`, 2, lensFile);
    const rectified = rigidFromRows<'camera', 'camera'>([r[0], r[1], r[2], 0, r[3], r[4], r[5], 0, r[6], r[7], r[8], 0], lensFile, `R_rect_${camera}`);
    const spec: CameraSpec = { model: 'pinhole', width, height, fx: p[0], fy: p[5], cx: p[2], cy: p[6], coefficients: [] };
    return [camera, { spec, egoFromCamera: compose(egoFromRaw(camera), invert(rectified)) }] as const;
  });
  const cameras = new Map(perspective), there = new Set(await tree.list());
  for (const camera of FISHEYES) {
    const file = `${folder}/image_${camera}.yaml`;
    if (!there.has(file)) continue;
    const fisheye = await warned(warnings, async () => ({ spec: parseKitti360Fisheye(await readText(await tree.open(file)), file), egoFromCamera: egoFromRaw(camera) }));
    if (fisheye !== null) cameras.set(camera, fisheye);
  }
  const egoFromCamera0 = egoFromRaw('00');
  return { egoFromSweep: compose(egoFromCamera0, invert(sweepFromCamera)), egoFromCamera0, sweepFromCamera0: sweepFromCamera, cameras };
}

/** poses.txt: a frame's number and 3 x 4 numbers per line; frames are missing where the vehicle stood. Throws DataError that names the line. */
export function parseKitti360Poses(text: string, file: string): ReadonlyMap<number, Rigid<'world', 'ego'>> {
  return new Map(numberRows(text, 13, file).map(([frame, ...rows], i) =>
    [frame, compose(identity<'world', 'ego'>(), rigidFromRows<'ego', 'ego'>(rows, file, `line ${i + 1}`))] as const));
}
