import { shutterOf } from '#src/core/camera/rolling-shutter.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { cameraFromSweep } from '#src/core/scene/extrinsics.ts';
import type { Frame, FrameImage } from '#src/core/scene/scene.ts';
import { sweepRequest } from '#src/datasets/read-sweep.ts';
import { projectSweepJob } from '#src/engine/jobs/project-sweep.request.ts';
import { readCloudJob } from '#src/engine/jobs/read-cloud.request.ts';
import { nodeEngine } from '#src/engine/node-host.ts';
import type { Command } from '../command.ts';
import { DONE, JSON_OPTION, LAYOUT_OPTION, onePath, printJson, requiredOption, textOption } from '../command.ts';
import { findFrame, findImage } from '../find-frame.ts';
import { withKeptIn } from '../kept-conventions.ts';
import { openPath } from '../open-path.ts';
import { pathOption, userPath } from '../user-path.ts';

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
  usage: 'project DATASET --frame F --camera C [--sequence S] [--work DIR] [--layout ID] [--json]',
  options: {
    frame: { type: 'string', value: 'F', help: "the frame, by the dataset's own name" },
    camera: { type: 'string', value: 'C', help: 'the camera' },
    sequence: { type: 'string', value: 'S', help: 'the sequence, where several have such a frame' },
    work: { type: 'string', value: 'DIR', help: 'where the work was saved, if not in pointweld/ in the dataset: its conventions count' },
    json: JSON_OPTION,
    layout: LAYOUT_OPTION,
  },

  async run(input, output) {
    const dataset = onePath(input, 'DATASET'), frameId = requiredOption(input, 'frame'), camera = requiredOption(input, 'camera');
    const { scene, tree } = await withKeptIn(await openPath(userPath(dataset), { layout: textOption(input, 'layout') }), pathOption(input, 'work'));
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
  const engine = nodeEngine(1);
  const { cloud } = await engine.run(readCloudJob, sweepRequest(sweep, []), { source: await tree.open(sweep.cloud.file) });
  const sweeps = [{ positions: cloud.positions, origin: cloud.origin, cameraFromSweep: cameraFromSweep(image, sweep) }];
  const { index, farToNear } = await engine.run(projectSweepJob, { sweeps, spec: image.spec, shutter: shutterOf(image), file: image.file });
  return { points: cloud.count, inside: index.length, visible: farToNear.length };
}
