import type { ColourMode } from '../colour-mode.ts';
import { rampColour } from '../ramp.ts';
import { shadeable } from '../shaded-column.ts';
import { classMode } from './class.ts';

/** Any column of the file; which one, people choose. Like the class mode while it is not loaded. */
export const columnMode: ColourMode = {
  id: 'column',
  title: 'Column',
  extra: 'column',
  available: (cloud) => shadeable(cloud.fields).length > 0,
  glsl: `return ramp(value);`,
  colour: (i, inputs) => (inputs.column === null ? classMode.colour(i, inputs) : rampColour(inputs.ramp, inputs.column.at(i))),
};
