import type { ColourMode } from '../colour-mode.ts';
import { objectColour } from '../palette.ts';

export const instanceMode: ColourMode = {
  id: 'instance',
  title: 'Instance',
  available: () => true,
  glsl: `return objectColour(object);`,
  colour: (i, { labels }) => objectColour(labels[i]),
};
