import type { Finding } from '../findings/finding.ts';

/** What the pictures of a finding say, in sum. A picture contradicts where more of the points it compares disagree than agree. */
export interface Stance {
  readonly contradicting: number;
  readonly agreeing: number;
  /** Of the contradicting pictures, those that see mostly the finding's mask class. */
  readonly same: number;
  /** Cameras and frames of contradicting pictures; the cameras sorted. */
  readonly cameras: readonly string[];
  readonly frames: number;
  /** The camera with the most contradicted points, which is the one that people look at; null without any. */
  readonly camera: string | null;
}

export function stanceOf({ views, mask }: Finding): Stance {
  const disagreeing = new Map<string, number>(), frames = new Set<string>();
  let contradicting = 0, agreeing = 0, same = 0;
  for (const { camera, frame, verdicts, votes } of views) {
    if (verdicts.disagrees > 0) disagreeing.set(camera, (disagreeing.get(camera) ?? 0) + verdicts.disagrees);
    if (verdicts.disagrees > verdicts.agrees) {
      contradicting++;
      frames.add(frame);
      if (votes[0]?.mask === mask) same++;
    } else if (verdicts.agrees > 0) agreeing++;
  }
  const cameras = [...disagreeing.keys()].sort();
  const camera = cameras.reduce<string | null>((most, c) => (most === null || disagreeing.get(c)! > disagreeing.get(most)! ? c : most), null);
  return { contradicting, agreeing, same, cameras, frames: frames.size, camera };
}
