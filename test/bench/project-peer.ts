import type { ChildProcessByStdio } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Interface } from 'node:readline';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { CameraSpec } from '#src/core/camera/camera.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';

export interface PeerScene {
  readonly positions: Float32Array;
  /** A pinhole or 'opencv-radtan'. */
  readonly spec: CameraSpec;
  readonly cameraFromSweep: Rigid<'camera', 'sweep'>;
  /** How wide and high a splat is, pixels. */
  readonly across: number;
  readonly along: number;
}

export type PeerQuestion = 'plain' | 'splats';

/** OpenCV and numpy in a process of their own, which has read the scene before it is asked. */
export class OpenCvPeer {
  private readonly folder = mkdtempSync(join(tmpdir(), 'pointweld-bench-'));
  private readonly python: ChildProcessByStdio<Writable, Readable, null>;
  private readonly lines: Interface;
  private readonly answers: AsyncIterator<string>;

  constructor({ positions, spec, cameraFromSweep: { r, t }, across, along }: PeerScene) {
    writeFileSync(join(this.folder, 'positions.f32'), positions);
    const intrinsics = [spec.fx, 0, spec.cx, 0, spec.fy, spec.cy, 0, 0, 1];
    const scene = { width: spec.width, height: spec.height, intrinsics, distortion: spec.coefficients, rotation: r, translation: t, across, along };
    writeFileSync(join(this.folder, 'scene.json'), JSON.stringify(scene));
    this.python = spawn('python3', [fileURLToPath(new URL('./project-peer.py', import.meta.url)), this.folder], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = createInterface({ input: this.python.stdout });
    this.answers = this.lines[Symbol.asyncIterator]();
  }

  /** Whether it can be measured here. */
  static installed(): boolean {
    return spawnSync('python3', ['-c', 'import cv2, numpy'], { stdio: 'ignore' }).status === 0;
  }

  /** Does it all once: how many points are inside the picture, and how many of them seen. */
  async ask(question: PeerQuestion): Promise<{ inside: number; seen: number }> {
    this.python.stdin.write(`${question}\n`);
    const { value, done } = await this.answers.next();
    if (done === true) throw new Error('python3 ended before it answered');
    const [inside, seen] = value.split(' ').map(Number);
    return { inside, seen };
  }

  close(): void {
    this.lines.close();
    this.python.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
