import { writeFile } from 'node:fs/promises';
import { decisionsCsv, decisionsJson } from '#src/core/crosscheck/decisions/export-decisions.ts';
import { ignoreRegionsJson } from '#src/core/crosscheck/decisions/export-regions.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import type { Scene } from '#src/core/scene/scene.ts';
import { allFrames, imageId } from '#src/core/scene/scene.ts';
import { fileError } from '#src/storage/sources/node-file.ts';
import { UsageError } from '../command.ts';
import type { LabelSource } from '../label-source.ts';

/** Throws UsageError where a file's name says neither JSON nor CSV. */
export function checkDecisionsName(file: string): void {
  if (!/\.(json|csv)$/i.test(file)) throw new UsageError(`--decisions takes a file that ends in .json or .csv, not '${file}'`);
}

/** What reviewers decided, as JSON or CSV by the file's name. Throws DataError where it cannot be written. */
export async function writeDecisions(file: string, { decisions }: Pick<LabelSource, 'decisions'>, labels: Taxonomy, masks: Taxonomy): Promise<void> {
  const format = /\.csv$/i.test(file) ? decisionsCsv : decisionsJson;
  await writeText(file, format(decisions.values(), { labels, masks }));
}

/** The parts of masks that reviewers said are wrong, as JSON, for those who make the masks. Throws DataError where it cannot be written. */
export async function writeIgnoreRegions(file: string, { ignored }: Pick<LabelSource, 'ignored'>, scene: Scene, masks: Taxonomy): Promise<void> {
  const files = new Map(allFrames(scene).flatMap(({ sequence, frame }) => frame.images.map((image) => [imageId(sequence.id, frame.id, image.camera), image.file] as const)));
  await writeText(file, ignoreRegionsJson(ignored, (id) => files.get(id), masks));
}

/** Throws DataError that names the file where it cannot be written. */
export async function writeText(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: unknown) => {
    throw fileError(error, file);
  });
}
