import type { Rgb } from '#src/core/colour/colour-mode.ts';
import { parseColour } from '#src/core/colour/palette.ts';
import { verdictColour } from '#src/core/colour/modes/verdict.ts';
import { CropCanvas } from '#src/core/crosscheck/crops/crop-canvas.ts';
import { cropAround } from '#src/core/crosscheck/crops/crop-frame.ts';
import type { PictureCheck } from '#src/core/crosscheck/findings/frame-check.ts';
import { VERDICT } from '#src/core/crosscheck/verdict.ts';
import { DataError } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { classColour } from '#src/core/labels/taxonomy.ts';
import type { Picture } from '#src/formats/pictures/picture.ts';
import { readPicture, writeJpeg } from '#src/formats/pictures/read-picture.ts';
import { checkPictures } from './check-frame.handler.ts';
import type { CropToDraw, DrawCropsRequest, DrawnCrop } from './draw-crops.request.ts';

const QUALITY = 75;
/** Pixels of the crop: radius of the finding's points and of the others. */
const LARGE = 2.6, SMALL = 1.1;
/** As what is selected is shown in the app. */
const RIM: Rgb = [1, 1, 1];

/** See `drawCropsJob`. */
export async function drawCrops({ check: request, crops, most }: DrawCropsRequest, trees: readonly FileTree[], signal: AbortSignal): Promise<DrawnCrop[]> {
  const { check } = await checkPictures(request, trees, signal);
  const drawn: DrawnCrop[] = crops.map(() => ({ jpeg: new Uint8Array(0), width: 0, height: 0, problem: null }));
  // Picture by picture: one is decoded at a time, and once.
  for (const [at, image] of check.images.entries()) {
    const mine = [...crops.entries()].filter(([, crop]) => crop.image === at);
    if (mine.length === 0) continue;
    signal.throwIfAborted();
    const photograph = await photographOf(trees[0], request.images[at].image.file);
    for (const [k, crop] of mine) drawn[k] = { ...drawOne(image, check.sweeps, crop, photograph, request, most), problem: typeof photograph === 'string' ? photograph : null };
  }
  return drawn;
}

/** A photograph that cannot be read costs the crops their background, and nothing else. */
async function photographOf(tree: FileTree, file: string): Promise<Picture | string> {
  try {
    return await readPicture(await tree.open(file));
  } catch (error) {
    if (error instanceof DataError) return error.message;
    throw error;
  }
}

function drawOne(
  { spec, mask, sweeps }: PictureCheck, clouds: readonly { readonly id: string }[], { box, parts, maskClass, instance }: CropToDraw,
  photograph: Picture | string, { maskTaxonomy }: DrawCropsRequest['check'], most: DrawCropsRequest['most'],
): Omit<DrawnCrop, 'problem'> {
  const canvas = new CropCanvas(cropAround(box, spec, most));
  if (typeof photograph !== 'string') canvas.picture(photograph, spec);
  if (maskClass !== 0) canvas.outline(mask, spec, maskClass, instance, parseColour(classColour(maskTaxonomy, maskClass)));
  // The finding's own points lie over all others.
  for (const ofFinding of [false, true])
    sweeps.forEach(({ projection: { count, index, u, v }, verdicts }, s) => {
      const own = new Set(parts.find(({ sweep }) => sweep === clouds[s].id)?.points);
      for (let k = 0; k < count; k++)
        if (verdicts[index[k]] > VERDICT.hidden && own.has(index[k]) === ofFinding) canvas.dot(u[k], v[k], ofFinding ? LARGE : SMALL, verdictColour(verdicts[index[k]]), ofFinding ? RIM : null);
    });
  const { width, height } = canvas;
  return { jpeg: writeJpeg(canvas, QUALITY).slice(), width, height };
}
