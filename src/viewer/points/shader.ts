import { CLASS_TABLE_SIDE } from '#src/core/colour/palette.ts';
import type { ExtraColumn } from '#src/core/colour/colour-mode.ts';
import { BLOCK_SHIFT } from './blocks.ts';

/** Bits of the `state` byte: `PointFlag`, and this one for drafts. */
export const DRAFT_BIT = 8;
/** Above them, the verdict of the cross-check. */
export const VERDICT_SHIFT = 4;

/** Blocks whose transforms one uniform buffer holds: four rows of 16 bytes each, a quarter of what every WebGL 2 allows. */
export const CHUNK_BLOCKS = 64;
export const ROWS_PER_BLOCK = 4;

/** Where the attributes are. */
export const PLACE = 0;
export const LOOK = 1;
export const LABEL = 2;
export const EXTRA = 3;

/** How large points are drawn, as the uniform `sizing` says it. */
export const SIZING = { fixed: 0, attenuated: 1, adaptive: 2 } as const;

/** The view's background, that dimmed points fade into: #0b0d11. */
export const BACKGROUND = '#0b0d11';

/** Bits of the uniform `hide`. */
export const HIDE = { labelled: 1, unlabelled: 2, drafts: 4, others: 8 } as const;

/**
 * The functions that colour modes may call, as in core/colour/palette.ts. `label` comes as two halves: class, instance.
 */
const COLOUR_FUNCTIONS = /* glsl */ `
vec4 classEntry(uint id) {
  return texelFetch(classTable, ivec2(int(id % ${CLASS_TABLE_SIDE}u), int(id / ${CLASS_TABLE_SIDE}u)), 0);
}

vec3 classColour(uint id) {
  return classEntry(id).rgb;
}

vec3 hsv(float h, float s, float v) {
  vec3 k = mod(vec3(5.0, 3.0, 1.0) + h * 6.0, 6.0);
  return v - v * s * max(vec3(0.0), min(min(k, 4.0 - k), vec3(1.0)));
}

vec3 objectColour(uint label) {
  uint instance = label >> 16u;
  if (instance == 0u) return vec3(0.3, 0.32, 0.35);
  // In integers: a Float32 would lose the fraction of instance * 0.618034. Byte by byte, for the product overflows.
  uint high = ((instance >> 8u) * 618034u) % 1000000u;
  uint turn = (high * 256u + (instance & 255u) * 618034u) % 1000000u;
  float hue = fract(345.0 / 360.0 + float(turn) / 1000000.0 * (300.0 / 360.0));
  return hsv(hue, 0.62, 1.0 - 0.17 * float(instance % 3u));
}

vec3 ramp(float t) {
  float stops = float(textureSize(rampStops, 0).x - 1);
  float x = clamp(t, 0.0, 1.0) * stops;
  int k = int(min(stops - 1.0, floor(x)));
  return mix(texelFetch(rampStops, ivec2(k, 0), 0).rgb, texelFetch(rampStops, ivec2(k + 1, 0), 0).rgb, x - float(k));
}

// As isShown in core/labels/visibility.ts.
bool isShown(uvec2 label, uint state) {
  if ((hide & ${HIDE.drafts}u) != 0u && (state & ${DRAFT_BIT}u) != 0u) return false;
  if ((hide & (label.x == 0u ? ${HIDE.unlabelled}u : ${HIDE.labelled}u)) != 0u) return false;
  if ((hide & ${HIDE.others}u) != 0u) return label == onlyObject;
  if (classEntry(label.x).a == 0.0) return false;
  if (label.y == 0u) return true;
  uvec4 hidden = texelFetch(hiddenObjects, ivec2(int(label.y % ${CLASS_TABLE_SIDE}u), int(label.y / ${CLASS_TABLE_SIDE}u)), 0);
  return !any(equal(hidden, uvec4(label.x)));
}
`;

export interface ShaderVariant {
  /** The body that a ColourMode brings. Colours are sRGB throughout, and written as they are. */
  readonly colourOf: string;
  readonly extra: ExtraColumn | null;
  readonly quantised: boolean;
}

export function vertexShader({ colourOf, extra, quantised }: ShaderVariant): string {
  return /* glsl */ `#version 300 es
precision highp float;
precision highp int;
precision highp usampler2D;

// Per block: three rows that take its places to drawn coordinates, and the spacing of its points in metres.
layout(std140) uniform Blocks { vec4 rows[${CHUNK_BLOCKS * ROWS_PER_BLOCK}]; };
uniform mat4 clipFromDrawn;
uniform sampler2D classTable;
uniform sampler2D rampStops;
uniform usampler2D hiddenObjects;
uniform uint hide;
uniform uvec2 onlyObject;
// Share of its colour that a hidden point keeps; 0 = it is not drawn.
uniform float dimmed;
uniform int sizing;
// Diameter of a point in device pixels, and in metres.
uniform float size;
uniform float metres;
// Device pixels that a metre at distance 1 takes.
uniform float metrePixels;
uniform float pixelRatio;
// Of each block's points, the share that is drawn.
uniform float density;
// Drawn heights at which the ramp begins and ends, and values of the column.
uniform vec2 heightRange;
uniform vec2 valueRange;
// 0..1, how bright flashing points are now.
uniform float flash;
// What selected points look like, and how much of their own colour that covers.
uniform vec4 selection;

${quantised ? `layout(location = ${PLACE}) in uvec4 place;` : `layout(location = ${PLACE}) in vec3 place; layout(location = ${LOOK}) in uvec2 look;`}
layout(location = ${LABEL}) in uvec2 label;
${extra === 'rgb' ? `layout(location = ${EXTRA}) in vec4 extra;` : extra === 'column' ? `layout(location = ${EXTRA}) in float extra;` : ''}

flat out vec3 vColour;
// Share of the point's radius at which its dark rim begins; 2 = it has none.
flat out float vRim;

${COLOUR_FUNCTIONS}

vec3 colourOf(uint classId, uint object, float intensity, float height, vec3 rgb, uint verdict, float value) {
  ${colourOf}
}

void main() {
  ${quantised ? 'uint strength = place.w & 255u, state = place.w >> 8u;' : 'uint strength = look.x, state = look.y;'}
  bool shown = isShown(label, state);
  if (!shown && dimmed == 0.0) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    gl_PointSize = 1.0;
    return;
  }
  int row = (gl_VertexID >> ${BLOCK_SHIFT}) * ${ROWS_PER_BLOCK};
  vec4 local = vec4(vec3(place.xyz), 1.0);
  vec3 drawn = vec3(dot(rows[row], local), dot(rows[row + 1], local), dot(rows[row + 2], local));
  gl_Position = clipFromDrawn * vec4(drawn, 1.0);

  float height = (drawn.z - heightRange.x) / (heightRange.y - heightRange.x);
  vec3 rgb = ${extra === 'rgb' ? 'extra.rgb' : 'vec3(0.5)'};
  float value = ${extra === 'column' ? '(extra - valueRange.x) / (valueRange.y - valueRange.x)' : '0.0'};
  vec3 colour = colourOf(label.x, label.x | (label.y << 16u), float(strength) / 255.0, height, rgb, state >> ${VERDICT_SHIFT}u, value);

  bool selected = (state & 1u) != 0u;
  bool preview = (state & 2u) != 0u;
  bool flashing = (state & 4u) != 0u;
  if ((state & ${DRAFT_BIT}u) != 0u) colour = mix(colour, vec3(dot(colour, vec3(0.299, 0.587, 0.114))), 0.65);
  if (selected) colour = mix(colour, selection.rgb, selection.a);
  if (preview) colour = vec3(0.96, 0.98, 1.0);
  if (flashing) colour = mix(colour, vec3(1.0), 0.9 * flash);
  if (!shown) colour = mix(${vec3(BACKGROUND)}, colour, dimmed);

  float diameter = size;
  if (sizing == ${SIZING.attenuated}) diameter = clamp(metres * metrePixels / gl_Position.w, pixelRatio, 48.0 * pixelRatio);
  // Where points are sparse they grow until they nearly touch. A share of the points leaves gaps wider by its square root.
  if (sizing == ${SIZING.adaptive}) diameter = clamp(1.2 * rows[row + 3].x * inversesqrt(density) * metrePixels / gl_Position.w, size, max(size, 16.0 * pixelRatio));
  float wider = selected ? 2.5 : preview ? 1.5 : flashing ? 2.0 * flash : 0.0;
  gl_PointSize = max(1.0, diameter + wider * pixelRatio);
  vRim = selected ? 0.7 : 2.0;
  vColour = colour;
}
`;
}

function vec3(hex: string): string {
  return `vec3(${[1, 3, 5].map((at) => (Number.parseInt(hex.slice(at, at + 2), 16) / 255).toFixed(4)).join(', ')})`;
}

export const fragmentShader = /* glsl */ `#version 300 es
precision highp float;
flat in vec3 vColour;
flat in float vRim;
out vec4 pixel;

void main() {
  float r = length(2.0 * gl_PointCoord - 1.0);
  if (r > 1.0) discard;
  pixel = vec4(r > vRim ? vColour * 0.25 : vColour, 1.0);
}
`;
