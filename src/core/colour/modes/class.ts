import { classOf } from '../../labels/label.ts';
import { classColour } from '../../labels/taxonomy.ts';
import type { ColourMode } from '../colour-mode.ts';
import { parseColour } from '../palette.ts';

/** Hue means class; unlabelled points are grey by intensity, so that the scene can be read before it is labelled. */
export const classMode: ColourMode = {
  id: 'class',
  title: 'Class over intensity',
  available: () => true,
  glsl: `return classId == 0u ? vec3(0.30 + 0.50 * intensity) : classColour(classId) * (0.80 + 0.20 * intensity);`,
  colour(i, { labels, taxonomy, intensity }) {
    const classId = classOf(labels[i]);
    const strength = intensity === null ? 0.5 : intensity.at(i);
    if (classId === 0) return [0.3 + 0.5 * strength, 0.3 + 0.5 * strength, 0.3 + 0.5 * strength];
    const [r, g, b] = parseColour(classColour(taxonomy, classId));
    const k = 0.8 + 0.2 * strength;
    return [r * k, g * k, b * k];
  },
};
