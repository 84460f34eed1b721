import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { Range } from '#src/core/colour/shaded-column.ts';
import type { Visibility } from '#src/core/labels/visibility.ts';
import { everythingShown } from '#src/core/labels/visibility.ts';

/** What people set once and expect to find again; kept in this browser. */
interface KeptView {
  colourMode: string;
  /** Class colours: ours, in which each class is told apart and none looks like a disagreement; or the dataset's. */
  palette: 'own' | 'dataset';
  /** How large points are: the same number of pixels, of metres, or grown where they are sparse. */
  sizing: 'fixed' | 'attenuated' | 'adaptive';
  /** Diameter in CSS pixels: of fixed sizes, and the least of adaptive ones. */
  pointSize: number;
  /** Diameter in metres, of attenuated sizes. */
  pointMetres: number;
  /** Shades that show depth (eye-dome lighting). */
  eyeDome: boolean;
  /** Colours of the modes that show values. */
  ramp: string;
  rampReversed: boolean;
  /** The column that the column mode shows; null = none yet. */
  column: string | null;
  /** Ranges that people set, by column. */
  columnRanges: Readonly<Record<string, Range>>;
  /** World heights in metres that the height mode runs between; null = as the points have them. */
  heightRange: Range | null;
  /** Points that one display frame may draw; null = as many as this device draws smoothly. */
  pointBudget: number | null;
  /** What is hidden stays as a faint shade. */
  dimHidden: boolean;
  grid: boolean;
  axes: boolean;
  frusta: boolean;
  boxes: boolean;
  /** Points drawn over the images. */
  imagePoints: boolean;
  /** 0..1 */
  imagePointOpacity: number;
  /** The masks over the images; 0..1, and whether their edges are drawn. */
  masks: boolean;
  maskOpacity: number;
  maskOutline: boolean;
  /** Name of the camera whose image is large; null = the first. */
  camera: string | null;
}

interface ViewState extends KeptView {
  /** What is hidden by its label. Not kept: what somebody hid yesterday must not be missing today. */
  visibility: Visibility;
  /** What people had set, where something else has taken the view over for a while: that is what is kept. */
  underneath: Partial<KeptView> | null;
}

export const useView = create<ViewState>()(
  persist(
    (): ViewState => ({
      colourMode: 'class',
      palette: 'own',
      sizing: 'fixed',
      pointSize: 2.5,
      pointMetres: 0.05,
      eyeDome: false,
      ramp: 'viridis',
      rampReversed: false,
      column: null,
      columnRanges: {},
      heightRange: null,
      pointBudget: null,
      dimHidden: false,
      grid: true,
      axes: true,
      frusta: true,
      boxes: true,
      imagePoints: true,
      imagePointOpacity: 0.8,
      masks: false,
      maskOpacity: 0.35,
      maskOutline: true,
      camera: null,
      visibility: everythingShown,
      underneath: null,
    }),
    { name: 'pointweld-view', partialize: ({ visibility: _, underneath, ...kept }): KeptView => ({ ...kept, ...underneath }) },
  ),
);
