import type { HandlerEntry } from './job.ts';
import { borderPointsHandler, judgeCameraHandler } from './jobs/calibration.handler.ts';
import { checkFrameHandler } from './jobs/check-frame.handler.ts';
import { checkImageHandler } from './jobs/check-image.handler.ts';
import { convertCloudHandler } from './jobs/convert-cloud.handler.ts';
import { decodeCopcNodeHandler } from './jobs/decode-copc-node.handler.ts';
import { decodeLazChunksHandler } from './jobs/decode-laz-chunks.handler.ts';
import { describeSweepHandler } from './jobs/describe-sweep.handler.ts';
import { drawCropsHandler } from './jobs/draw-crops.handler.ts';
import { exportFrameHandler } from './jobs/export-frame.handler.ts';
import { indexCloudHandler } from './jobs/index-cloud.handler.ts';
import { loadMaskHandler } from './jobs/load-mask.handler.ts';
import { planLazHandler } from './jobs/plan-laz.handler.ts';
import { portraySweepHandler } from './jobs/portray-sweep.handler.ts';
import { previewCloudHandler } from './jobs/preview-cloud.handler.ts';
import { projectSweepHandler } from './jobs/project-sweep.handler.ts';
import { readCloudHandler } from './jobs/read-cloud.handler.ts';
import { selectHandler } from './jobs/select.handler.ts';
import { sourceLabelsHandler } from './jobs/source-labels.handler.ts';

/** Every job that a worker answers: one file and one line. */
export const handlers: readonly HandlerEntry[] = [
  readCloudHandler, previewCloudHandler, planLazHandler, decodeLazChunksHandler, decodeCopcNodeHandler, indexCloudHandler,
  sourceLabelsHandler, describeSweepHandler, loadMaskHandler, selectHandler, projectSweepHandler, checkImageHandler, checkFrameHandler, exportFrameHandler,
  convertCloudHandler, portraySweepHandler, borderPointsHandler, judgeCameraHandler, drawCropsHandler,
];
