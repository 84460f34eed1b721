import { intensityField } from '../../cloud/point-cloud.ts';
import type { ColourMode } from '../colour-mode.ts';
import { rampColour } from '../ramp.ts';

export const intensityMode: ColourMode = {
  id: 'intensity',
  title: 'Intensity',
  available: (cloud) => intensityField(cloud.fields) !== null,
  glsl: `return ramp(intensity);`,
  colour: (i, { intensity, ramp }) => rampColour(ramp, intensity === null ? 0.5 : intensity.at(i)),
};
