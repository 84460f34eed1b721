import { parentPort, workerData } from 'node:worker_threads';
import { OUTPUT_LAYOUTS } from '../layouts/index.ts';
import { Simulation } from '../simulate.ts';
import { filesOfFrame } from './all-files.ts';
import { writeFiles } from './write-files.ts';
import type { FrameJob } from './write-dataset.ts';

/** Writes the frames that it is sent the numbers of, and sends back what each says of itself. */
const { options, layout: id, images, out } = workerData as FrameJob;
const simulation = new Simulation(options), layout = OUTPUT_LAYOUTS.find((l) => l.id === id)!;

parentPort!.on('message', async (index: number) => {
  const { files, entry } = filesOfFrame(simulation, layout, index, images);
  const bytes = await writeFiles(out, files);
  parentPort!.postMessage({ index, entry, bytes, files: files.size });
});
