import { CLASS_TABLE_SIDE } from '#src/core/colour/palette.ts';

/** Bits of the `state` attribute: `PointFlag`, and this one for drafts. */
export const DRAFT_BIT = 8;
/** Above them, the verdict of the cross-check. */
export const VERDICT_SHIFT = 4;

/**
 * The functions that colour modes may call, as in core/colour/palette.ts. `label` comes as two halves: class, instance.
 */
const COLOUR_FUNCTIONS = /* glsl */ `
vec3 classColour(uint id) {
  return texelFetch(classTable, ivec2(int(id % ${CLASS_TABLE_SIDE}u), int(id / ${CLASS_TABLE_SIDE}u)), 0).rgb;
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
`;

/** `colourOf` is the body that a ColourMode brings. Colours are sRGB throughout, and written as they are. */
export function vertexShader(colourOf: string): string {
  return /* glsl */ `
precision highp float;
precision highp int;

uniform sampler2D classTable;
uniform sampler2D rampStops;
/** Diameter of a point in device pixels. */
uniform float size;
uniform float pixelRatio;
/** Drawn heights at which the ramp begins and ends. */
uniform vec2 heightRange;
/** 0..1, how bright flashing points are now. */
uniform float flash;

attribute uvec2 label;
attribute uint state;
attribute float intensity;
attribute vec4 rgba;

varying vec3 vColour;
/** Share of the point's radius at which its dark rim begins; 2 = it has none. */
varying float vRim;

${COLOUR_FUNCTIONS}

vec3 colourOf(uint classId, uint object, float intensity, float height, vec3 rgb, uint verdict) {
  ${colourOf}
}

void main() {
  // An exponent of all ones is NaN or infinity; compilers may fold "x != x" away.
  if (any(equal(floatBitsToUint(position) & 0x7f800000u, uvec3(0x7f800000u)))) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    gl_PointSize = 0.0;
    return;
  }
  vec4 place = modelMatrix * vec4(position, 1.0);
  float height = (place.z - heightRange.x) / (heightRange.y - heightRange.x);
  vec3 colour = colourOf(label.x, label.x | (label.y << 16u), intensity, height, rgba.rgb, state >> ${VERDICT_SHIFT}u);

  bool selected = (state & 1u) != 0u;
  bool preview = (state & 2u) != 0u;
  bool flashing = (state & 4u) != 0u;
  if ((state & ${DRAFT_BIT}u) != 0u) colour = mix(colour, vec3(dot(colour, vec3(0.299, 0.587, 0.114))), 0.65);
  if (selected) colour = mix(colour, vec3(1.0), 0.85);
  if (preview) colour = vec3(0.96, 0.98, 1.0);
  if (flashing) colour = mix(colour, vec3(1.0), 0.9 * flash);

  float wider = selected ? 2.5 : preview ? 1.5 : flashing ? 2.0 * flash : 0.0;
  gl_PointSize = size + wider * pixelRatio;
  vRim = selected ? 0.7 : 2.0;
  vColour = colour;
  gl_Position = projectionMatrix * viewMatrix * place;
}
`;
}

export const fragmentShader = /* glsl */ `
precision highp float;
varying vec3 vColour;
varying float vRim;

void main() {
  float r = length(2.0 * gl_PointCoord - 1.0);
  if (r > 1.0) discard;
  gl_FragColor = vec4(r > vRim ? vColour * 0.25 : vColour, 1.0);
}
`;
