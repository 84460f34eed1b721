import { create } from 'laz-perf/lib/worker/index.js';
import wasm from 'laz-perf/lib/worker/laz-perf.wasm?url';
import type { LazPerf } from '#src/formats/clouds/laz-perf-module.ts';
import { provideLazPerf } from '#src/formats/clouds/laz-perf-module.ts';

/** In a browser the decoder is the build's own copy of the wasm file, served from where the app is. */
export function provideBundledLazPerf(): void {
  provideLazPerf(() => create({ locateFile: () => wasm }) as Promise<LazPerf>);
}
