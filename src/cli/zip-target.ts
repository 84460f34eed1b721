import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DataError, errorMessage } from '#src/core/errors.ts';
import { INSTANCE_IDS_FILE } from '#src/datasets/export/instance-ids.ts';
import { ZipWriter } from '#src/formats/zip-writer.ts';
import type { ExportTarget } from './export-target.ts';

/**
 * A zip as the place of an export; it is there, whole, after `end`. The record of instance ids lies beside it, where the next export finds it.
 * `beside` is the folder that the zip is in.
 */
export function zipTarget(file: string, beside: ExportTarget): ExportTarget & { end(): void; abandon(): void } {
  const temporary = join(dirname(file), `.${basename(file)}.tmp`);
  let handle: number | null = null;
  const attempt = <T>(write: () => T): T => {
    try {
      return write();
    } catch (error) {
      if (error instanceof DataError) throw error;
      throw new DataError('missing', 'cannot be written', { file, found: errorMessage(error) });
    }
  };
  const put = (piece: Uint8Array): void => {
    if (handle === null) {
      mkdirSync(dirname(file), { recursive: true });
      handle = openSync(temporary, 'w');
    }
    for (let at = 0; at < piece.length; ) at += writeSync(handle, piece, at);
  };
  const zip = new ZipWriter(file, put);
  const close = (): void => {
    if (handle !== null) closeSync(handle);
    handle = null;
  };
  return {
    check: () => beside.check(basename(file)),
    async write(path, bytes) {
      await beside.check(basename(file));
      if (path === INSTANCE_IDS_FILE) return beside.write(path, bytes);
      attempt(() => zip.add(path, bytes));
    },
    end: () => attempt(() => {
      zip.end();
      close();
      renameSync(temporary, file);
    }),
    abandon() {
      close();
      rmSync(temporary, { force: true });
    },
  };
}
