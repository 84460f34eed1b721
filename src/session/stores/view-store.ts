import { create } from 'zustand';
import { persist } from 'zustand/middleware';

/** What people set once and expect to find again; kept in this browser. */
interface ViewState {
  colourMode: string;
  /** Class colours: ours, in which each class is told apart and none looks like a disagreement; or the dataset's. */
  palette: 'own' | 'dataset';
  /** Diameter in CSS pixels. */
  pointSize: number;
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

export const useView = create<ViewState>()(
  persist(
    (): ViewState => ({
      colourMode: 'class',
      palette: 'own',
      pointSize: 2.5,
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
    }),
    { name: 'pointweld-view' },
  ),
);
