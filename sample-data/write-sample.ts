import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeDataset } from './output/write-dataset.ts';
import { SAMPLE_OPTIONS } from './simulate.ts';

/** Writes the committed sample scene anew: `node --import tsx sample-data/write-sample.ts`. */
const out = join(dirname(fileURLToPath(import.meta.url)), 'scene');
const { files, bytes } = await writeDataset({ options: SAMPLE_OPTIONS, layout: 'scene', images: true, out });
process.stdout.write(`${files} files, ${(bytes / 1e6).toFixed(1)} MB in ${out}\n`);
