import { BufferGeometry, Float32BufferAttribute, GLSL3, Mesh, RawShaderMaterial } from 'three';
import type { PerspectiveCamera } from 'three';
import type { Picture } from './picture.ts';

const vertex = /* glsl */ `
precision highp float;
in vec3 position;
void main() {
  gl_Position = vec4(position, 1.0);
}
`;

/*
 * Eye-dome lighting (Boucheny 2009): a pixel is darkened by how far its neighbours stand before it, in octaves of distance.
 * Pixels without a point neither cast nor take a shade.
 */
const fragment = /* glsl */ `
precision highp float;
uniform sampler2D colours;
uniform highp sampler2D depths;
uniform float near;
uniform float far;
uniform float strength;
uniform int reach;
out vec4 pixel;

float octaves(float depth) {
  return log2(2.0 * near * far / (far + near - (2.0 * depth - 1.0) * (far - near)));
}

void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  vec4 colour = texelFetch(colours, at, 0);
  if (colour.a == 0.0) discard;
  float depth = texelFetch(depths, at, 0).r;
  gl_FragDepth = depth;
  if (strength > 0.0) {
    float own = octaves(depth), before = 0.0;
    ivec2 last = textureSize(depths, 0) - 1;
    for (int k = 0; k < 8; k++) {
      float turn = 0.785398 * float(k);
      ivec2 beside = clamp(at + ivec2(round(vec2(cos(turn), sin(turn)) * float(reach))), ivec2(0), last);
      float other = texelFetch(depths, beside, 0).r;
      if (other < 1.0) before += max(0.0, own - octaves(other));
    }
    colour.rgb *= exp(-strength * before / 8.0);
  }
  pixel = colour;
}
`;

/** How strongly steps in distance are shaded. */
const STRENGTH = 120;
/** Neighbours are this far away, CSS pixels. */
const REACH = 1.4;

/**
 * Shows a kept picture among the other things of the scene: a triangle over the whole view that writes colour and depth where
 * there are points. It is drawn after what lies behind points and before what hides nothing, by the scene's own order.
 */
export class Presenter {
  readonly object: Mesh<BufferGeometry, RawShaderMaterial>;

  constructor() {
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', new Float32BufferAttribute([-1, -1, 0, 3, -1, 0, -1, 3, 0], 3));
    const uniforms = { colours: { value: null }, depths: { value: null }, near: { value: 1 }, far: { value: 2 }, strength: { value: 0 }, reach: { value: 1 } };
    const material = new RawShaderMaterial({ glslVersion: GLSL3, vertexShader: vertex, fragmentShader: fragment, uniforms });
    this.object = new Mesh(geometry, material);
    this.object.frustumCulled = false;
    this.object.matrixAutoUpdate = false;
    this.object.raycast = () => {};
  }

  show({ target }: Picture, camera: PerspectiveCamera, eyeDome: boolean, pixelRatio: number): void {
    const { uniforms } = this.object.material;
    uniforms.colours.value = target.texture;
    uniforms.depths.value = target.depthTexture;
    uniforms.near.value = camera.near;
    uniforms.far.value = camera.far;
    uniforms.strength.value = eyeDome ? STRENGTH : 0;
    uniforms.reach.value = Math.max(1, Math.round(REACH * pixelRatio));
  }

  dispose(): void {
    this.object.geometry.dispose();
    this.object.material.dispose();
  }
}
