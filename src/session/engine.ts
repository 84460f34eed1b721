import type { Engine } from '#src/engine/engine.ts';
import { webWorkerEngine } from '#src/engine/web-worker-host.ts';

let shared: Engine | null = null;

/** The page's one engine, started when first asked for. */
export function engine(): Engine {
  shared ??= webWorkerEngine();
  return shared;
}
