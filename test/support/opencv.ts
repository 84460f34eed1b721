import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';

/** Where python3-opencv is installed: what another program says about lenses. Null where not. */
const version = ((): string | null => {
  const { status, stdout } = spawnSync('python3', ['-c', 'import cv2, numpy; print(cv2.__version__)'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
})();

/** Tests that ask OpenCV, skipped with that reason where python3 has none. */
export function describeOpencv(name: string, body: () => void): void {
  if (version !== null) describe(`${name}, OpenCV ${version}`, body);
  else describe.skip(`${name} (python3 has no cv2)`, body);
}

/** Runs Python with numpy as `np`, cv2, and `given` as an object; what the code leaves in `result` comes back. */
export function askOpencv<T>(code: string, given: unknown): T {
  const program = `import json, sys, numpy as np, cv2\ngiven = json.load(sys.stdin)\n${code}\njson.dump(result, sys.stdout)`;
  const { status, stdout, stderr } = spawnSync('python3', ['-c', program], { input: JSON.stringify(given), encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as T;
}
