import { FindingBuilder } from '#src/core/crosscheck/findings/finding-builder.ts';
import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import type { FrameCheck } from '#src/core/crosscheck/findings/frame-check.ts';
import { observeFrame } from '#src/core/crosscheck/findings/observe-frame.ts';
import { SEQUENCE } from './detect-scene.ts';

/** The findings of checked frames, put together as the app does. */
export function findingsOf(checks: readonly FrameCheck[]): Finding[] {
  const builder = new FindingBuilder([{ id: SEQUENCE, frames: checks.map(({ frame }) => frame), posed: true }]);
  for (const check of checks) builder.addFrame(SEQUENCE, check.frame, observeFrame(check));
  return builder.findings();
}
