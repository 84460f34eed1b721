import { cloudImport } from './clouds.ts';
import type { Found, ImportFrom, Importer } from './importer.ts';
import { kittiBoxImport } from './kitti-boxes.ts';
import { npyImport } from './npy.ts';
import { npzImport } from './npz.ts';
import { nuscenesBoxImport } from './nuscenes-boxes.ts';
import { nuscenesImport } from './nuscenes.ts';
import { openLabelImport } from './openlabel.ts';
import { segmentsImport } from './segments.ts';
import { semanticKittiImport } from './semantickitti.ts';

/** Every way that labels come in: one file and one line. The first that finds something is taken. */
export const importers: readonly Importer[] = [
  openLabelImport, semanticKittiImport, nuscenesImport, npyImport, npzImport, segmentsImport, cloudImport, nuscenesBoxImport, kittiBoxImport,
];

/** What a folder has for a scene, and by whom it was found; null where nobody knows its files. */
export async function findImport(input: ImportFrom, id?: string): Promise<{ importer: Importer; found: Found } | null> {
  for (const importer of id === undefined ? importers : importers.filter((i) => i.id === id)) {
    const found = await importer.find(input);
    if (found.labels.length + found.boxes.length > 0) return { importer, found };
  }
  return null;
}
