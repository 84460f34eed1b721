import { hasRgb } from '../rgb.ts';
import type { ColourMode } from '../colour-mode.ts';

const bytes = new Uint8Array(3);

export const rgbMode: ColourMode = {
  id: 'rgb',
  title: 'RGB',
  extra: 'rgb',
  available: (cloud) => hasRgb(cloud.fields),
  glsl: `return rgb;`,
  colour(i, { rgb }) {
    if (rgb === null) return [0.5, 0.5, 0.5];
    rgb.write(i, bytes, 0);
    return [bytes[0] / 255, bytes[1] / 255, bytes[2] / 255];
  },
};
