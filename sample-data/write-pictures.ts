import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeJpeg } from './output/jpeg.ts';
import { contactSheet, drawOverlay, drawSweep } from './output/portrait.ts';
import { writeFiles } from './output/write-files.ts';
import { Simulation } from './simulate.ts';

/** Draws the pictures of README.md anew: `node --import tsx sample-data/write-pictures.ts`. */
const out = join(dirname(fileURLToPath(import.meta.url)), 'pictures');
const fine = new Simulation({ beams: 128, azimuthSteps: 2048, cameras: 0 }).frame(9).lidars[0].sweep;
const ring = new Simulation({ cameras: 8, imageWidth: 480 }).frame(0), view = new Simulation({ beams: 64, azimuthSteps: 1024, cameras: 2 }).frame(4);
const labels = new Uint32Array(0);
await writeFiles(out, new Map([
  ['cloud-class.jpg', () => encodeJpeg({ ...drawSweep(fine, 'class', [-14, -13, 13], [12, 2, 0], 1600, 900), labels }, 82)],
  ['cloud-remission.jpg', () => encodeJpeg({ ...drawSweep(fine, 'remission', [-16, 5, 9], [14, -1, 0.5], 1600, 900), labels }, 82)],
  ['cameras.jpg', () => encodeJpeg({ ...contactSheet(ring.cameras.map((camera) => camera.image()), 4), labels }, 82)],
  ['overlay.jpg', () => encodeJpeg({ ...contactSheet(view.cameras.map((camera) => drawOverlay(view, view.lidars[0], camera)), 2), labels }, 85)],
]));
process.stdout.write(`pictures in ${out}\n`);
