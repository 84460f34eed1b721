import { parentPort } from 'node:worker_threads';
import { figuresOf } from './calibration-figures.ts';

/** Sends back what the self-test says of the cameras of the streets that it is sent. */
parentPort!.on('message', ({ seed, injected }: { seed: number; injected: boolean }) => parentPort!.postMessage({ seed, figures: figuresOf(seed, injected) }));
