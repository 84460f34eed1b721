import { useFrame, useThree } from '@react-three/fiber';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { PerspectiveCamera } from 'three';
import { colourMode } from '#src/core/colour/modes/index.ts';
import { workspace } from '#src/session/current.ts';
import { useSelectionColour } from '#src/session/selection-colour.ts';
import { useShading } from '#src/session/shading.ts';
import { useDrawing } from '#src/session/stores/draw-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { useView } from '#src/session/stores/view-store.ts';
import type { Painted } from '../points/painter.ts';
import { PointPainter } from '../points/painter.ts';
import { Presenter } from '../points/presenter.ts';
import type { PointStyle } from '../points/style.ts';
import type { Stage } from '../stage.ts';

/** How often what flashes gets bright. */
const PULSES_PER_SECOND = 2.2;
/** The read-out follows this often at most while the picture changes. Milliseconds. */
const READ_OUT = 250;

/** The points of the frame. They are painted into a picture of their own, which is one object of the scene. */
export function CloudLayer({ stage }: { stage: Stage | null }) {
  const invalidate = useThree((state) => state.invalidate);
  const renderer = useThree((state) => state.gl);
  const camera = useThree((state) => state.camera) as PerspectiveCamera;
  const style = usePointStyle();
  const eyeDome = useView((state) => state.eyeDome);
  const budget = useView((state) => state.pointBudget);
  const presenter = useMemo(() => new Presenter(), []);
  const painter = useRef<PointPainter | null>(null);
  const latest = useRef(style);
  const restored = useRestored(renderer.domElement);
  const readOut = useRef(0);
  useEffect(() => () => presenter.dispose(), [presenter]);

  useLayoutEffect(() => {
    const made = new PointPainter(renderer);
    painter.current = made;
    return () => {
      painter.current = null;
      made.dispose();
    };
  }, [renderer, restored]);

  useEffect(() => {
    latest.current = style;
    painter.current?.restyle(style);
    invalidate();
  }, [style, invalidate]);

  useEffect(() => {
    painter.current?.budget.fix(budget);
    invalidate();
  }, [budget, restored, invalidate]);

  useEffect(() => {
    painter.current?.show(stage?.sweeps ?? [], stage?.origin ?? [0, 0, 0], latest.current);
    const stop = workspace()?.pointsChanged.subscribe(({ sweep, points }) => {
      painter.current?.changed(sweep, points);
      invalidate();
    });
    invalidate();
    return () => stop?.();
  }, [stage, restored, invalidate]);

  useFrame(() => {
    const { current } = painter;
    if (current === null) return;
    const flashing = workspace()?.marks('flash') ?? new Map();
    const turn = (performance.now() / 1000) * PULSES_PER_SECOND;
    current.setFlash(flashing.size > 0 ? 0.55 + 0.45 * Math.cos(2 * Math.PI * turn) : 0, flashing);
    const painted = current.paint(camera);
    presenter.show(current.picture, camera, eyeDome, latest.current.pixelRatio);
    if (painted.more || flashing.size > 0) invalidate();
    tell(painted, current.bytes, readOut);
  });

  return <primitive object={presenter.object} />;
}

function usePointStyle(): PointStyle {
  const pixelRatio = useThree((state) => state.viewport.dpr);
  const taxonomy = useScene((state) => state.taxonomy);
  const { colourMode: mode, sizing, pointSize, pointMetres, visibility, dimHidden } = useView();
  const shading = useShading();
  const selection = useSelectionColour();
  return useMemo(
    () => ({ mode: colourMode(mode), taxonomy, shading, visibility, dimHidden, sizing, pointSize, pointMetres, pixelRatio, selection }),
    [mode, taxonomy, shading, visibility, dimHidden, sizing, pointSize, pointMetres, pixelRatio, selection],
  );
}

/** Counts up when the graphics card has come back: everything on it is gone then. */
function useRestored(canvas: HTMLCanvasElement): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const onRestored = () => setCount((n) => n + 1);
    canvas.addEventListener('webglcontextrestored', onRestored);
    return () => canvas.removeEventListener('webglcontextrestored', onRestored);
  }, [canvas]);
  return count;
}

function tell({ drawn, inView, budget, more }: Painted, bytes: number, last: { current: number }): void {
  const before = useDrawing.getState();
  const now = performance.now();
  if (more && !before.settled && now - last.current < READ_OUT) return;
  last.current = now;
  if (before.drawn !== drawn || before.inView !== inView || before.settled === more || before.bytes !== bytes || before.budget !== budget)
    useDrawing.setState({ drawn, inView, budget: Math.round(budget), settled: !more, bytes });
}
