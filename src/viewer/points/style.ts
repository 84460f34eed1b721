import type { ColourMode, Rgb, Shading } from '#src/core/colour/colour-mode.ts';
import { classTable, hiddenObjectTable, CLASS_TABLE_SIDE } from '#src/core/colour/palette.ts';
import type { Ramp } from '#src/core/colour/ramp.ts';
import { classOf, instanceOf } from '#src/core/labels/label.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import type { Visibility } from '#src/core/labels/visibility.ts';
import { isClassShown } from '#src/core/labels/visibility.ts';
import type { Program } from './program.ts';
import { TableTexture } from './program.ts';
import { HIDE, SIZING } from './shader.ts';

/** What all sweeps are drawn with. */
export interface PointStyle {
  readonly mode: ColourMode;
  readonly taxonomy: Taxonomy;
  readonly shading: Shading;
  readonly visibility: Visibility;
  /** Hidden points stay as a faint shade. */
  readonly dimHidden: boolean;
  readonly sizing: keyof typeof SIZING;
  /** Diameter in CSS pixels: of fixed sizes, and the least of adaptive ones. */
  readonly pointSize: number;
  /** Diameter in metres, of attenuated sizes. */
  readonly pointMetres: number;
  readonly pixelRatio: number;
  /** Colour of selected points; null = white. */
  readonly selection: Rgb | null;
}

/** White leaves something of the point's own colour to be seen. */
const WHITENED = [1, 1, 1, 0.85] as const;

/** Share of its colour that a dimmed point keeps. */
const DIMMED = 0.14;

/** The lookup tables of a style: whatever they say of a class or an object is exchanged without uploading a point. */
export class StyleTables {
  private readonly classes: TableTexture;
  private readonly ramp: TableTexture;
  private readonly objects: TableTexture;

  constructor(gl: WebGL2RenderingContext) {
    this.classes = new TableTexture(gl);
    this.ramp = new TableTexture(gl);
    this.objects = new TableTexture(gl);
  }

  fill({ taxonomy, shading, visibility }: PointStyle): void {
    this.classes.fill(classTable(taxonomy, (id) => isClassShown(id, visibility)), CLASS_TABLE_SIDE, CLASS_TABLE_SIDE);
    this.objects.fill(hiddenObjectTable(visibility.hiddenObjects), CLASS_TABLE_SIDE, CLASS_TABLE_SIDE);
    this.ramp.fill(rampBytes(shading.ramp), shading.ramp.stops.length, 1);
  }

  bind(gl: WebGL2RenderingContext, program: Program): void {
    [this.classes, this.ramp, this.objects].forEach((table, unit) => table.bind(unit));
    ['classTable', 'rampStops', 'hiddenObjects'].forEach((name, unit) => gl.uniform1i(program.uniform(name), unit));
  }

  dispose(): void {
    for (const table of [this.classes, this.ramp, this.objects]) table.dispose();
  }
}

function rampBytes({ stops }: Ramp): Uint8Array {
  return new Uint8Array(stops.flatMap(([r, g, b]) => [r * 255, g * 255, b * 255, 255].map(Math.round)));
}

/** Sets the uniforms that say how points look. */
export function setLook(gl: WebGL2RenderingContext, program: Program, style: PointStyle, metrePixels: number, flash: number): void {
  const { visibility: v, pixelRatio } = style;
  const only = v.onlyObject ?? 0;
  gl.uniform1ui(
    program.uniform('hide'),
    (v.hideLabelled ? HIDE.labelled : 0) | (v.hideUnlabelled ? HIDE.unlabelled : 0) | (v.hideDrafts ? HIDE.drafts : 0) | (v.onlyObject === null ? 0 : HIDE.others),
  );
  gl.uniform2ui(program.uniform('onlyObject'), classOf(only), instanceOf(only));
  gl.uniform1f(program.uniform('dimmed'), style.dimHidden ? DIMMED : 0);
  gl.uniform1i(program.uniform('sizing'), SIZING[style.sizing]);
  gl.uniform1f(program.uniform('size'), Math.max(1, style.pointSize * pixelRatio));
  gl.uniform1f(program.uniform('metres'), style.pointMetres);
  gl.uniform1f(program.uniform('metrePixels'), metrePixels);
  gl.uniform1f(program.uniform('pixelRatio'), pixelRatio);
  gl.uniform1f(program.uniform('flash'), flash);
  const [r, g, b, share] = style.selection === null ? WHITENED : [...style.selection, 1];
  gl.uniform4f(program.uniform('selection'), r, g, b, share);
}
