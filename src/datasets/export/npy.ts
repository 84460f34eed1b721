import { perSweep } from './per-sweep.ts';

export const npyExport = perSweep('npy', 'npy', 4, { title: 'NumPy, one array per sweep', holds: 'class and instance of every point, packed in uint32 as in .label' });
