import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { SAMPLE_OPTIONS, simulate } from './simulate.ts';

/** Simulates a scene and writes it to a folder: `node --import tsx sample-data/write-scene.ts --out DIR [--seed N] [--frames N]`. */
const { values } = parseArgs({ options: { out: { type: 'string' }, seed: { type: 'string' }, frames: { type: 'string' } } });

function wholeNumber(name: string, text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isInteger(value) || value < 1) fail(`--${name} takes a whole number from 1 on, not "${text}"`);
  return value;
}

function fail(message: string): never {
  process.stderr.write(`write-scene: ${message}\n`);
  process.exit(2);
}

const out = values.out ?? fail('--out DIR is missing');
const scene = simulate({
  seed: wholeNumber('seed', values.seed, SAMPLE_OPTIONS.seed),
  frames: wholeNumber('frames', values.frames, SAMPLE_OPTIONS.frames),
});
let total = 0;
for (const [path, make] of scene.files) {
  const bytes = make();
  const file = join(out, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
  total += bytes.length;
}
process.stdout.write(`${scene.files.size} files, ${(total / 1e6).toFixed(1)} MB in ${out}\n`);
