import { DepthTexture, NearestFilter, UnsignedIntType, WebGLRenderTarget } from 'three';

/** A picture that points are added to until it has them all: colour, and the depth that other things are hidden by. */
export class Picture {
  readonly target: WebGLRenderTarget;
  /** Of each block in view, the share of its points that is in the picture. */
  progress = 0;
  /** Points in it. */
  drawn = 0;

  constructor() {
    const depthTexture = new DepthTexture(1, 1, UnsignedIntType);
    this.target = new WebGLRenderTarget(1, 1, { minFilter: NearestFilter, magFilter: NearestFilter, depthTexture });
  }

  /** Returns true where the size is another one: what was in it is gone. */
  resize(width: number, height: number): boolean {
    if (this.target.width === width && this.target.height === height) return false;
    this.target.setSize(width, height);
    return true;
  }

  dispose(): void {
    this.target.depthTexture?.dispose();
    this.target.dispose();
  }
}
