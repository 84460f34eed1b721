import { parentPort } from 'node:worker_threads';
import { figuresOf } from './detect-figures.ts';

/** Sends back what the streets come to whose seeds it is sent. */
parentPort!.on('message', (seed: number) => parentPort!.postMessage({ seed, figures: figuresOf(seed) }));
