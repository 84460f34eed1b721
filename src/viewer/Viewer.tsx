import { Canvas } from '@react-three/fiber';
import { useMemo, useState } from 'react';
import { useScene } from '#src/session/stores/scene-store.ts';
import { useTools } from '#src/session/stores/tool-store.ts';
import { CameraRig } from './eye/CameraRig.tsx';
import { EyeContext, EyeHandle } from './eye/eye-context.ts';
import { Boxes } from './layers/Boxes.tsx';
import { CloudLayer } from './layers/CloudLayer.tsx';
import { Frusta } from './layers/Frusta.tsx';
import { Ground } from './layers/Ground.tsx';
import { LevelsFollower } from './layers/LevelsFollower.tsx';
import { PreviewLayer } from './layers/PreviewLayer.tsx';
import { AxisTriad } from './overlay/AxisTriad.tsx';
import { CuboidGizmo } from './overlay/CuboidGizmo.tsx';
import { HoverRing } from './overlay/HoverRing.tsx';
import { RingLabels } from './overlay/RingLabels.tsx';
import { ToolPath } from './overlay/ToolPath.tsx';
import { ToolTip } from './overlay/ToolTip.tsx';
import { PointerSurface } from './pointer/PointerSurface.tsx';
import { useCombineKeys, useShiftHeld, useSpaceHeld } from './pointer/keys.ts';
import { currentStage, previewStage } from './stage.ts';
import { hasWebGl2, Problem, ViewerBoundary } from './ViewerProblem.tsx';
import './viewer.css';

/** The 3D view of the frame that the session shows. Fills its parent; shows its background where nothing is open. */
export function Viewer() {
  const [attempt, setAttempt] = useState(0);
  if (!hasWebGl2())
    return <Problem title="This browser does not draw in 3D" detail="WebGL 2 is off or not supported. Turn on hardware acceleration, or use another browser; images and lists work meanwhile." />;
  const retry = () => setAttempt((n) => n + 1);
  return (
    <ViewerBoundary onRetry={retry}>
      <View key={attempt} onRetry={retry} />
    </ViewerBoundary>
  );
}

function View({ onRetry }: { onRetry: () => void }) {
  const shownVersion = useScene((state) => state.shownVersion);
  const scene = useScene((state) => state.scene);
  // The view is entered with the first points that are there; the parts that follow belong to the same picture.
  const early = useScene((state) => state.preview?.[0] ?? null);
  const stage = useMemo(() => {
    void shownVersion;
    if (scene === null) return null;
    return early === null ? currentStage() : previewStage([early]);
  }, [shownVersion, scene, early]);
  const handle = useMemo(() => new EyeHandle(), []);
  const [surface, setSurface] = useState<HTMLDivElement | null>(null);
  const [lost, setLost] = useState(false);
  const space = useSpaceHeld(surface);
  const shift = useShiftHeld();
  useCombineKeys(surface);
  const navigating = useTools((state) => state.tool) === 'navigate';
  const buttons = useMemo(() => ({ left: navigating || space, rightPans: navigating || shift }), [navigating, space, shift]);

  return (
    <EyeContext value={handle}>
      <PointerSurface ref={setSurface} stage={stage} leftMovesView={buttons.left} className="viewer">
        <Canvas
          frameloop="demand"
          flat
          dpr={[1, 2]}
          camera={{ up: [0, 0, 1], fov: 55, near: 0.1, far: 2000, position: [-20, 0, 16] }}
          onCreated={({ gl }) => watchContext(gl.domElement, setLost)}
        >
          <color attach="background" args={['#0b0d11']} />
          <CameraRig stage={stage} buttons={buttons} handle={handle} surface={surface} />
          <CloudLayer stage={stage} />
          {stage !== null && (
            <>
              <PreviewLayer stage={stage} />
              <Ground stage={stage} />
              <Frusta stage={stage} />
              <Boxes stage={stage} />
            </>
          )}
        </Canvas>
        <svg className="viewer-overlay" aria-hidden>
          {stage !== null && <RingLabels stage={stage} />}
          <CuboidGizmo />
          <HoverRing />
          <ToolPath />
        </svg>
        <LevelsFollower />
        {stage !== null && <AxisTriad />}
        <ToolTip />
        {lost && (
          <Problem
            title="The graphics card has dropped the 3D view"
            detail="It usually comes back by itself within seconds. Labels are not affected."
            onRetry={onRetry}
          />
        )}
      </PointerSurface>
    </EyeContext>
  );
}

/** The canvas owns the listeners: they go away with it. */
function watchContext(canvas: HTMLCanvasElement, setLost: (lost: boolean) => void): void {
  canvas.addEventListener('webglcontextlost', () => setLost(true));
  canvas.addEventListener('webglcontextrestored', () => setLost(false));
}
