import { fitsImage } from '#src/core/crosscheck/id-mask.ts';
import { ownVehicleFromPixels } from '#src/core/crosscheck/own-vehicle.ts';
import { DataError } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import type { OwnVehicle } from '#src/core/scene/scene.ts';
import { readGrey } from '#src/formats/masks/grey.ts';
import { readPngHeader } from '#src/formats/masks/png-header.ts';

/**
 * Reads the picture of a camera's own vehicle: a greyscale PNG in the shape of the camera's pictures, anything but 0 is the vehicle. Throws
 * DataError: 'mismatch' where it is of another shape, and what is wrong with the file.
 */
export async function readOwnVehicle(tree: FileTree, path: string, image: { readonly width: number; readonly height: number }): Promise<OwnVehicle> {
  const source = await tree.open(path), size = await readPngHeader(source);
  if (!fitsImage(size, image))
    throw new DataError('mismatch', 'is not of the shape of its camera', {
      file: path, expected: `${image.width} x ${image.height}`, found: `${size.width} x ${size.height}`,
    });
  const { width, height, values } = await readGrey(source);
  return ownVehicleFromPixels(values, width, height);
}
