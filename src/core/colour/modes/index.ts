import type { ColourMode } from '../colour-mode.ts';
import { classMode } from './class.ts';
import { columnMode } from './column.ts';
import { heightMode } from './height.ts';
import { instanceMode } from './instance.ts';
import { intensityMode } from './intensity.ts';
import { rgbMode } from './rgb.ts';
import { verdictMode } from './verdict.ts';

export const colourModes: readonly ColourMode[] = [classMode, instanceMode, intensityMode, heightMode, rgbMode, columnMode, verdictMode];

/** The mode of this id, or the first one where a cloud cannot show it. */
export function colourMode(id: string): ColourMode {
  return colourModes.find((mode) => mode.id === id) ?? colourModes[0];
}
