import type { Engine } from '#src/engine/engine.ts';
import { webWorkerEngine } from '#src/engine/web-worker-host.ts';

let started: Engine | null = null;

/** The page's one engine, started when first asked for. With `?isolated=no` it shares no memory: what a host without the headers gives. */
export function engine(): Engine {
  started ??= webWorkerEngine(new URLSearchParams(location.search).get('isolated') !== 'no');
  return started;
}
