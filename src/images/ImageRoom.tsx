import { useEffect, useMemo } from 'react';
import type { Frame, FrameImage, Scene } from '#src/core/scene/scene.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import { workspace } from '#src/session/current.ts';
import { frameProjections } from '#src/session/projections.ts';
import { currentFrame, useScene } from '#src/session/stores/scene-store.ts';
import { useView } from '#src/session/stores/view-store.ts';
import { timeOffset } from './captions.ts';
import { useShownSweeps } from './hooks.ts';
import { LargeImage } from './LargeImage.tsx';
import { FramePictures } from './pictures.ts';
import { Strip } from './Strip.tsx';
import './images.css';

/** What is on screen is read before what may come next. Milliseconds. */
const AHEAD_AFTER_MS = 300;

/** The cameras of the frame on screen: one picture large, the others in a strip below it. Fills the place it is given. */
export function ImageRoom() {
  const scene = useScene((s) => s.scene);
  const frame = useScene((s) => currentFrame(s)?.frame ?? null);
  if (scene === null || frame === null) return <Empty text="Camera images show here once a dataset is open." />;
  if (frame.images.length === 0) return <Empty text={hasImages(scene) ? 'This frame has no camera images.' : 'This dataset has no camera images.'} />;
  return <FrameImages frame={frame} />;
}

function FrameImages({ frame }: { readonly frame: Frame }) {
  const camera = useView((s) => s.camera);
  const sweeps = useShownSweeps();
  const tree = workspace()?.tree ?? null;
  const pictures = useMemo(() => (tree === null ? null : new FramePictures(tree)), [tree]);
  const projections = useMemo(() => frameProjections(sweeps), [sweeps]);
  useEffect(() => {
    if (pictures === null) return;
    const near = neighbours(frame);
    pictures.keepOnly([...frame.images, ...near]);
    const timer = setTimeout(() => void pictures.ahead(near), AHEAD_AFTER_MS);
    return () => clearTimeout(timer);
  }, [pictures, frame]);
  useEffect(() => () => pictures?.keepOnly([]), [pictures]);

  const large = frame.images.find((image) => image.camera === camera) ?? frame.images[0];
  const others = frame.images.filter((image) => image !== large);
  if (pictures === null) return null;
  return (
    <section className="image-room" aria-label="Camera images">
      <LargeImage
        key={large.camera}
        image={large}
        frame={frame.id}
        offset={timeOffset(large.timeNs, frame.sweeps[0]?.timeNs)}
        pictures={pictures}
        projections={projections}
      />
      {others.length > 0 && <Strip images={others} pictures={pictures} projections={projections} />}
    </section>
  );
}

/** The images of the next frame, then those of the one before. */
function neighbours(frame: Frame): FrameImage[] {
  const { scene, frameIndex } = useScene.getState();
  if (scene === null || currentFrame()?.frame !== frame) return [];
  return [1, -1].flatMap((by) => allFrames(scene)[frameIndex + by]?.frame.images ?? []);
}

function Empty({ text }: { readonly text: string }) {
  return (
    <section className="image-room" aria-label="Camera images">
      <p className="image-empty">{text}</p>
    </section>
  );
}

function hasImages(scene: Scene): boolean {
  return scene.sequences.some((sequence) => sequence.frames.some((frame) => frame.images.length > 0));
}
