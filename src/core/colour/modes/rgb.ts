import { hasRgb } from '../rgb.ts';
import type { ColourMode } from '../colour-mode.ts';

export const rgbMode: ColourMode = {
  id: 'rgb',
  title: 'RGB',
  available: (cloud) => hasRgb(cloud.fields),
  glsl: `return rgb;`,
  colour: (i, { rgba }) => (rgba === null ? [0.5, 0.5, 0.5] : [rgba[4 * i] / 255, rgba[4 * i + 1] / 255, rgba[4 * i + 2] / 255]),
};
