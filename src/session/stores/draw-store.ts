import { create } from 'zustand';

/** What the 3D view has drawn last: for the read-out, and for scripts that wait for a picture to be whole. */
interface DrawState {
  /** Points in the picture, those in the blocks that may be in view, and how many one display frame may draw. */
  drawn: number;
  inView: number;
  budget: number;
  /** Nothing more would be added to the picture. */
  settled: boolean;
  /** Bytes of points in GPU buffers. */
  bytes: number;
}

export const useDrawing = create<DrawState>(() => ({ drawn: 0, inView: 0, budget: 0, settled: true, bytes: 0 }));
