import { DataTexture, NearestFilter, RGBAFormat, UnsignedByteType } from 'three';
import { CLASS_TABLE_SIDE, classTable } from '#src/core/colour/palette.ts';
import { RAMP_STOPS } from '#src/core/colour/ramp.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';

/** One texel per class id. */
export function classTexture(taxonomy: Taxonomy): DataTexture {
  return lookup(classTable(taxonomy), CLASS_TABLE_SIDE, CLASS_TABLE_SIDE);
}

/** One texel per stop of the ramp. */
export function rampTexture(): DataTexture {
  const bytes = new Uint8Array(RAMP_STOPS.flatMap(([r, g, b]) => [r * 255, g * 255, b * 255, 255].map(Math.round)));
  return lookup(bytes, RAMP_STOPS.length, 1);
}

/** Fetched texel by texel: no filtering, no mipmaps, no colour conversion. */
function lookup(bytes: Uint8Array, width: number, height: number): DataTexture {
  const texture = new DataTexture(bytes as Uint8Array<ArrayBuffer>, width, height, RGBAFormat, UnsignedByteType);
  texture.magFilter = NearestFilter;
  texture.minFilter = NearestFilter;
  texture.needsUpdate = true;
  return texture;
}
