import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileTree } from '#src/core/io/bytes.ts';
import type { Sweep } from '#src/core/scene/scene.ts';
import type { CheckFrameRequest } from '#src/engine/jobs/check-frame.request.ts';
import type { LabelSource } from '../label-source.ts';

/** Raised where checks come to other results than before with the same inputs. */
const RULES = 1;

const digests = new WeakMap<ArrayBufferView, string>();

/**
 * 64 hexadecimal digits that stand for all that the check of a frame depends on: poses, cameras, masks, class map, ignored regions, boxes, and
 * labels by the Changes that made them; the files that it reads by their size and time. No cloud, label or mask is read. `request` may be without labels.
 */
export async function frameInputs(
  request: CheckFrameRequest, trees: readonly FileTree[], folderOf: (tree: FileTree) => string, sweeps: readonly Sweep[], source: Pick<LabelSource, 'saved' | 'changesOf'>,
): Promise<string> {
  const [folder] = trees.map(folderOf);
  const files = [
    ...sweeps.flatMap(({ cloud, labels }) => [cloud.file, labels?.file, labels?.instances?.file].map((file) => [folder, file] as const)),
    ...request.images.flatMap(({ parts, tree }) => parts.flatMap((part) => [part.file, part.table, part.confidence].map((file) => [folderOf(trees[tree]), file] as const))),
  ].flatMap(([where, file]) => (file === undefined ? [] : [{ where, file }]));
  const stamps = await Promise.all(files.map(async ({ where, file }) => [file, ...(await stampOf(join(where, file)))]));
  const changes = sweeps.map((sweep) => [sweep.id, source.saved, source.changesOf(sweep)]);
  return createHash('sha256').update(JSON.stringify([RULES, request, sweeps, changes, stamps], plain)).digest('hex');
}

/** Size and time of the last change, nanoseconds; empty where there is no such file. */
async function stampOf(path: string): Promise<string[]> {
  const found = await stat(path, { bigint: true }).catch(() => null);
  return found === null ? [] : [String(found.size), String(found.mtimeNs)];
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Map) return [...value];
  return ArrayBuffer.isView(value) ? digestOf(value) : value;
}

/** Once for each array: tables of rays are large, and shared by all frames. */
function digestOf(view: ArrayBufferView): string {
  let digest = digests.get(view);
  if (digest === undefined) {
    digest = createHash('sha256').update(new Uint8Array(view.buffer, view.byteOffset, view.byteLength)).digest('hex');
    digests.set(view, digest);
  }
  return digest;
}
