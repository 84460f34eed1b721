import { useMemo } from 'react';
import { useView } from '#src/session/stores/view-store.ts';
import type { Stage } from '../stage.ts';
import { frustumEdges, frustumOf } from './frustum.ts';
import { Lines } from './lines.tsx';

const OTHERS = '#5b6678';
const CHOSEN = '#4c9ffe';

/** Where the cameras of the frame stand and look; the one whose image is large stands out. */
export function Frusta({ stage }: { stage: Stage }) {
  const show = useView((state) => state.frusta);
  const camera = useView((state) => state.camera);
  const { images } = stage.frame;
  const chosen = images.find((image) => image.camera === camera) ?? images[0];
  const edges = useMemo(() => {
    const of = (wanted: (camera: string) => boolean) => images.filter((image) => wanted(image.camera)).flatMap((image) => frustumEdges(frustumOf(image)));
    return { chosen: of((name) => name === chosen?.camera), others: of((name) => name !== chosen?.camera) };
  }, [images, chosen]);
  if (!show || images.length === 0) return null;
  return (
    <>
      <Lines stage={stage} edges={edges.others} colour={OTHERS} opacity={0.7} />
      <Lines stage={stage} edges={edges.chosen} colour={CHOSEN} />
    </>
  );
}
