import { spawnSync } from 'node:child_process';

/** Whether this machine has python3 with numpy: an oracle for files that numpy reads and writes. Tests that need it are skipped without. */
export const hasNumpy = spawnSync('python3', ['-c', 'import numpy'], { stdio: 'ignore' }).status === 0;

/** What a Python script writes to `out` (a binary stream); `data` is its standard input, `np` is numpy. Throws with its error. */
export function numpy(script: string, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const prelude = 'import sys, io, json\nimport numpy as np\ndata = io.BytesIO(sys.stdin.buffer.read())\nout = io.BytesIO()\n';
  const run = spawnSync('python3', ['-c', `${prelude}${script}\nsys.stdout.buffer.write(out.getvalue())`], { input: data, maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(run.stderr.toString());
  return new Uint8Array(run.stdout);
}

/** The same, as JSON. */
export function numpyJson(script: string, data?: Uint8Array): unknown {
  return JSON.parse(Buffer.from(numpy(script, data)).toString());
}
