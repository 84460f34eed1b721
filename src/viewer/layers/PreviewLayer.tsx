import { useThree } from '@react-three/fiber';
import { useEffect, useMemo } from 'react';
import { useScene } from '#src/session/stores/scene-store.ts';
import { useView } from '#src/session/stores/view-store.ts';
import { PreviewPoints } from '../points/preview-points.ts';
import type { Stage } from '../stage.ts';

/** What has been read so far of a frame that takes long. */
export function PreviewLayer({ stage }: { stage: Stage }) {
  const parts = useScene((state) => state.preview);
  const invalidate = useThree((state) => state.invalidate);
  const pixelRatio = useThree((state) => state.viewport.dpr);
  const pointSize = useView((state) => state.pointSize);
  const preview = useMemo(() => new PreviewPoints(), []);
  useEffect(() => () => preview.dispose(), [preview]);
  useEffect(() => {
    preview.show(parts ?? [], stage.origin, Math.max(1, pointSize * pixelRatio));
    invalidate();
  }, [preview, parts, stage, pointSize, pixelRatio, invalidate]);
  return <primitive object={preview.object} />;
}
