import type { RayTable } from '#src/core/camera/camera.ts';
import { MAX_NODES } from '#src/core/camera/lookup-table.ts';
import { DataError } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { readNpy, readNpyHeader } from '#src/formats/npy.ts';

/**
 * Reads the table of a 'lookup-table' lens: an npy of floats of shape (rows, columns, 3), the rays x, y, z in the camera's frame. Throws
 * DataError: 'mismatch' where it has another shape, 'too-large' before more is read than a lens takes.
 */
export async function readRayTable(tree: FileTree, path: string): Promise<RayTable> {
  const source = await tree.open(path), { shape: [rows, columns, axes], shape } = await readNpyHeader(source);
  if (shape.length !== 3 || axes !== 3)
    throw new DataError('mismatch', 'is no table of rays', { file: path, expected: 'shape (rows, columns, 3)', found: `(${shape.join(', ')})` });
  if (rows * columns > MAX_NODES)
    throw new DataError('too-large', 'has more rays than a lens takes', { file: path, expected: `at most ${MAX_NODES}`, found: `${rows} x ${columns}`, hint: 'keep every fourth row and column or so' });
  const { values } = await readNpy(source);
  return { columns, rows, rays: Float32Array.from(values) };
}
