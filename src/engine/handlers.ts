import type { HandlerEntry } from './job.ts';
import { checkImageHandler } from './jobs/check-image.handler.ts';
import { projectSweepHandler } from './jobs/project-sweep.handler.ts';
import { readCloudHandler } from './jobs/read-cloud.handler.ts';

/** Every job that a worker answers: one file and one line. */
export const handlers: readonly HandlerEntry[] = [readCloudHandler, projectSweepHandler, checkImageHandler];
