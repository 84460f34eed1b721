import { createCamera } from '#src/core/camera/index.ts';
import { projectSweep } from '#src/core/camera/projection.ts';
import { visiblePoints } from '#src/core/camera/visibility.ts';
import { compose, invert } from '#src/core/geometry/rigid.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import type { Frame, FrameImage } from '#src/core/scene/scene.ts';
import { readSweep } from '#src/datasets/read-sweep.ts';
import type { Command } from '../command.ts';
import { DONE, JSON_OPTION, LAYOUT_OPTION, onePath, printJson, requiredOption, textOption } from '../command.ts';
import { findFrame, findImage } from '../find-frame.ts';
import { openPath } from '../open-path.ts';
import { userPath } from '../user-path.ts';

/** What `project --json` prints: a published shape. */
export interface ProjectionInfo {
  /** Of the frame's main sweep. */
  readonly points: number;
  /** With z > 0, 0 < u < width and 0 < v < height, before any visibility test. */
  readonly inside: number;
  /** Of those, not hidden behind a nearer surface. */
  readonly visible: number;
}

export const projectCommand: Command = {
  name: 'project',
  summary: 'Count the points that fall into an image, and those that are visible in it',
  usage: 'project DATASET --frame F --camera C [--sequence S] [--layout ID] [--json]',
  options: {
    frame: { type: 'string', value: 'F', help: "the frame, by the dataset's own name" },
    camera: { type: 'string', value: 'C', help: 'the camera' },
    sequence: { type: 'string', value: 'S', help: 'the sequence, where several have such a frame' },
    json: JSON_OPTION,
    layout: LAYOUT_OPTION,
  },

  async run(input, output) {
    const dataset = onePath(input, 'DATASET'), frameId = requiredOption(input, 'frame'), camera = requiredOption(input, 'camera');
    const { scene, tree } = await openPath(userPath(dataset), { layout: textOption(input, 'layout') });
    const { frame } = findFrame(scene, frameId, textOption(input, 'sequence'));
    const info = await projectionInfo(tree, frame, findImage(frame, camera));
    if (input.values.json === true) printJson(output, info);
    else output.out(`${info.points} points, ${info.inside} inside the image of ${camera}, ${info.visible} of them visible\n`);
    return DONE;
  },
};

/** Projects a frame's main sweep into one of its images, each at its own pose. */
export async function projectionInfo(tree: FileTree, frame: Frame, image: FrameImage): Promise<ProjectionInfo> {
  const [sweep] = frame.sweeps;
  const cloud = await readSweep(tree, sweep);
  const cameraFromSweep = compose(invert(image.worldFromCamera), sweep.worldFromSweep);
  const projection = projectSweep(cloud, createCamera(image.spec, image.file), cameraFromSweep);
  const [visible] = visiblePoints([projection], image.spec.width, image.spec.height);
  return { points: cloud.count, inside: projection.count, visible: visible.reduce((sum, v) => sum + v, 0) };
}
