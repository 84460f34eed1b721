import { handle } from '../job.ts';
import { drawCropsJob } from './draw-crops.request.ts';

/** Decoding photographs is for the terminal: what does it is loaded when somebody asks, and never by the page. */
export const drawCropsHandler = handle(drawCropsJob, async (request, { trees, signal }) => {
  const { drawCrops } = await import('./draw-crops.run.ts');
  const value = await drawCrops(request, trees, signal);
  return { value, transfer: value.map(({ jpeg }) => jpeg.buffer as ArrayBuffer) };
});
