import type { ColourInputs, ColourMode, Rgb, Shading } from '#src/core/colour/colour-mode.ts';
import { colourInputs, plainShading } from '#src/core/colour/inputs.ts';
import { colourMode, colourModes } from '#src/core/colour/modes/index.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import type { PackedPoints } from '#src/core/select/packed-points.ts';
import { BLOCK } from '#src/core/select/packed-points.ts';
import type { ImageProjection } from '#src/engine/jobs/project-sweep.request.ts';
import type { LoadedSweep, PointsChanged } from '#src/session/workspace.ts';
import { PointFlag } from '#src/session/workspace.ts';
import { word } from './rasterise.ts';

const WHITE = word(1, 1, 1);

function inputsOf({ cloud, labels, verdicts, sweep }: LoadedSweep, taxonomy: Taxonomy, shading: Shading): ColourInputs {
  return colourInputs({ cloud, labels: labels.labels, verdicts, worldFromSweep: sweep.worldFromSweep }, taxonomy, shading);
}

/**
 * The colours of the points in one picture, as the cloud has them, one word per entry of the projection. They are kept, so
 * that zooming and highlighting compute none; after a Change only the blocks of 65,536 that it touched are computed again.
 */
export class OverlayColours {
  private readonly own: Uint32Array;
  private readonly shown: Uint32Array;
  private mode = '';
  private taxonomy: Taxonomy | null = null;
  private shading = plainShading;

  constructor(
    private readonly projection: ImageProjection,
    private readonly sweeps: readonly LoadedSweep[],
  ) {
    this.own = new Uint32Array(projection.index.length);
    this.shown = new Uint32Array(projection.index.length);
  }

  /** Computes every colour again where the mode, the taxonomy or the shading is another one. */
  use(mode: string, taxonomy: Taxonomy, shading: Shading = plainShading): void {
    if (mode === this.mode && taxonomy === this.taxonomy && shading === this.shading) return;
    this.mode = mode;
    this.taxonomy = taxonomy;
    this.shading = shading;
    for (let s = 0; s < this.sweeps.length; s++) this.compute(s, null);
  }

  pointsChanged({ sweep, what, points }: PointsChanged): void {
    const s = this.sweeps.findIndex((loaded) => loaded.sweep.id === sweep);
    if ((what === 'labels' || (what === 'verdicts' && this.mode === 'verdict')) && s >= 0) this.compute(s, points);
  }

  /** White where a point is previewed or flashed, `selection` (null = white) where it is selected, else its own colour. Valid until the next call. */
  highlighted(selection: Rgb | null = null): Uint32Array {
    const { own, shown, projection: { starts, index } } = this;
    const selected = selection === null ? WHITE : word(...selection);
    this.sweeps.forEach(({ flags }, s) => {
      for (let entry = starts[s]; entry < starts[s + 1]; entry++) {
        const flag = flags === null ? 0 : flags[index[entry]];
        shown[entry] = flag === 0 ? own[entry] : flag === PointFlag.selected ? selected : WHITE;
      }
    });
    return shown;
  }

  /** Entries of hidden points are left out: they are never drawn. */
  private compute(s: number, changed: PackedPoints | null): void {
    const { own, taxonomy, projection: { starts, index, visible } } = this;
    if (taxonomy === null) return;
    const loaded = this.sweeps[s];
    const mode = modeFor(this.mode, loaded);
    const inputs = inputsOf(loaded, taxonomy, this.shading);
    for (let entry = starts[s]; entry < starts[s + 1]; entry++) {
      if (visible[entry] === 0 || (changed !== null && !changed.blocks.has(Math.floor(index[entry] / BLOCK)))) continue;
      const colour = mode.colour(index[entry], inputs);
      own[entry] = loaded.labels.isDraft(index[entry]) ? draft(colour) : word(...colour);
    }
  }
}

/** Share of a draft's colour that gives way to grey, as in the 3D view. */
const FADED = 0.65;

function draft([r, g, b]: Rgb): number {
  const grey = 0.299 * r + 0.587 * g + 0.114 * b;
  const fade = (channel: number) => channel + (grey - channel) * FADED;
  return word(fade(r), fade(g), fade(b));
}

/** A cloud that cannot show the chosen mode shows the first one. */
function modeFor(id: string, { cloud }: LoadedSweep): ColourMode {
  const mode = colourMode(id);
  return mode.available(cloud) ? mode : colourModes[0];
}
