import type { ColourMode } from '../colour-mode.ts';
import { rampColour } from '../ramp.ts';
import { worldHeight } from '../inputs.ts';

export const heightMode: ColourMode = {
  id: 'height',
  title: 'Height',
  available: () => true,
  glsl: `return ramp(height);`,
  colour(i, inputs) {
    const [low, high] = inputs.heightRange;
    return rampColour(inputs.ramp, (worldHeight(inputs, i) - low) / (high - low));
  },
};
