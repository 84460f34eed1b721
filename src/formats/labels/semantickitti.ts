import { DataError } from '#src/core/errors.ts';
import type { LabelFormat } from './format.ts';

/**
 * SemanticKITTI `.label`: one little-endian uint32 per point, class in the low and instance in the high 16 bits
 * (semantic-kitti-api, auxiliary/laserscan.py).
 */
export const semanticKitti: LabelFormat = {
  id: 'semantickitti',
  name: 'SemanticKITTI .label',
  extensions: ['label'],

  async read(source, pointCount) {
    if (source.size !== 4 * pointCount)
      throw new DataError('mismatch', 'the labels do not belong to these points', {
        file: source.name,
        expected: `${pointCount} labels (${4 * pointCount} bytes)`,
        found: source.size % 4 === 0 ? `${source.size / 4} labels (${source.size} bytes)` : `${source.size} bytes, which is no whole number of labels`,
      });
    const bytes = await source.read(0, source.size);
    if (bytes.byteLength !== source.size)
      throw new DataError('truncated', 'the file ends too early', { file: source.name, expected: `${source.size} bytes`, found: `${bytes.byteLength}` });
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const labels = new Uint32Array(pointCount);
    for (let i = 0; i < pointCount; i++) labels[i] = view.getUint32(4 * i, true);
    return labels;
  },

  losses: () => [],

  write(labels) {
    const bytes = new Uint8Array(4 * labels.length);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < labels.length; i++) view.setUint32(4 * i, labels[i], true);
    return bytes;
  },
};
