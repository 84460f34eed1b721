import { useFrame, useThree } from '@react-three/fiber';
import { useEffect, useMemo, useRef } from 'react';
import { Group } from 'three';
import { colourMode } from '#src/core/colour/modes/index.ts';
import { workspace } from '#src/session/current.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { useView } from '#src/session/stores/view-store.ts';
import { SweepPoints } from '../points/sweep-points.ts';
import { classTexture, rampTexture } from '../points/textures.ts';
import type { Stage } from '../stage.ts';

/** How often what flashes gets bright. */
const PULSES_PER_SECOND = 2.2;

/** The points of the frame. React mounts one group; the points in it are exchanged by hand. */
export function CloudLayer({ stage }: { stage: Stage | null }) {
  const invalidate = useThree((state) => state.invalidate);
  const pixelRatio = useThree((state) => state.viewport.dpr);
  const taxonomy = useScene((state) => state.taxonomy);
  const mode = colourMode(useView((state) => state.colourMode));
  const pointSize = useView((state) => state.pointSize);
  const group = useMemo(() => new Group(), []);
  const shown = useRef<SweepPoints[]>([]);

  const classTable = useMemo(() => classTexture(taxonomy), [taxonomy]);
  const ramp = useMemo(() => rampTexture(), []);
  useEffect(() => () => classTable.dispose(), [classTable]);
  useEffect(() => () => ramp.dispose(), [ramp]);
  const style = useMemo(() => ({ classTable, ramp, mode, pointSize, pixelRatio }), [classTable, ramp, mode, pointSize, pixelRatio]);
  const latest = useRef(style);

  useEffect(() => {
    latest.current = style;
    for (const points of shown.current) points.restyle(style);
    invalidate();
  }, [style, invalidate]);

  useEffect(() => {
    const { origin, sweeps } = stage ?? { origin: [0, 0, 0] as const, sweeps: [] };
    const made = sweeps.map((loaded) => new SweepPoints(loaded, origin, useScene.getState().taxonomy, latest.current));
    shown.current = made;
    for (const points of made) group.add(points.object);
    const stop = workspace()?.pointsChanged.subscribe(({ sweep, what, points }) => {
      made.find((drawn) => drawn.loaded.sweep.id === sweep)?.update(points, what);
      invalidate();
    });
    invalidate();
    return () => {
      stop?.();
      shown.current = [];
      for (const points of made) {
        group.remove(points.object);
        points.dispose();
      }
    };
  }, [stage, group, invalidate]);

  useFrame(() => {
    const flashing = (workspace()?.marks('flash').size ?? 0) > 0;
    const turn = (performance.now() / 1000) * PULSES_PER_SECOND;
    const brightness = flashing ? 0.55 + 0.45 * Math.cos(2 * Math.PI * turn) : 0;
    for (const points of shown.current) points.setFlash(brightness);
    if (flashing) invalidate();
  });

  return <primitive object={group} />;
}
