import { perSweep } from './per-sweep.ts';

export const npzExport = perSweep('npz', 'npz', null, { title: 'NumPy, label, class and instance in one file per sweep', holds: 'class and instance of every point, packed and apart' });
