import type { OutputLayout } from './layout.ts';
import { nuscenesLayout } from './nuscenes.ts';
import { sceneLayout } from './scene.ts';
import { semanticKittiLayout } from './semantickitti.ts';

export const OUTPUT_LAYOUTS: readonly OutputLayout[] = [sceneLayout, semanticKittiLayout, nuscenesLayout];
