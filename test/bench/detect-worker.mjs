// Runs in a worker thread, which knows nothing of TypeScript until it is told.
import { register } from 'tsx/esm/api';

register();
await import('./detect-worker.ts');
