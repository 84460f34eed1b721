import { withOwnPalette } from '#src/core/labels/presets/own-palette.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import { recolourMasks } from './masks.ts';
import { useScene } from './stores/scene-store.ts';
import { useView } from './stores/view-store.ts';

/** A dataset's taxonomy in the palette that the user chose. */
export function coloured(taxonomy: Taxonomy): Taxonomy {
  return useView.getState().palette === 'own' ? withOwnPalette(taxonomy) : taxonomy;
}

export function choosePalette(palette: 'own' | 'dataset'): void {
  useView.setState({ palette });
  const { scene } = useScene.getState();
  if (scene !== null) useScene.setState({ taxonomy: coloured(scene.taxonomy) });
  recolourMasks();
}
