import { labelFileImporter } from './label-files.ts';

export const npyImport = labelFileImporter('npy', 'npy', 'NumPy arrays');
