import type { MouseEvent } from 'react';
import { useEffect, useRef } from 'react';
import type { GalleryObject } from '#src/core/gallery/gallery-object.ts';
import { bestPortrait } from '#src/core/gallery/gallery-object.ts';
import type { Frame } from '#src/core/scene/scene.ts';
import { ImageCrop } from '#src/images/ImageCrop.tsx';
import type { ObjectVerdict } from '#src/session/gallery/gallery.ts';
import { oddityOf } from '#src/session/gallery/scan.ts';
import { objectName, points } from '#src/session/names.ts';
import { drawPortrait } from './draw-portrait.ts';

const CROP = { width: 176, height: 88 };

interface Props {
  readonly object: GalleryObject;
  /** All frames of the scene, in order. */
  readonly frames: readonly Frame[];
  readonly colour: string;
  readonly verdict: ObjectVerdict | null;
  readonly chosen: boolean;
  onClick(event: MouseEvent): void;
  onOpen(): void;
}

/** One object: its points, the best picture of it, how much of it there is, and what speaks against it. */
export function ObjectTile({ object, frames, colour, verdict, chosen, onClick, onOpen }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { sample, size } = bestPortrait(object);
  useEffect(() => {
    if (canvas.current !== null) drawPortrait(canvas.current, sample, colour);
  }, [sample, colour]);
  const shown = object.pictured === null ? null : object.sittings[object.pictured];
  const seenIn = new Set(object.sittings.map((s) => s.frame)).size, { why } = oddityOf(object);
  return (
    <button type="button" className="object-tile" role="option" aria-selected={chosen} data-key={object.key} title="Double-click to go to it" onClick={onClick} onDoubleClick={onOpen}>
      <canvas ref={canvas} className="object-points" aria-hidden="true" />
      {shown === null ? <span className="object-unseen">no camera sees it</span> : <ImageCrop image={frames[shown.frame].images[shown.crop!.image]} box={shown.crop!.box} shape={CROP} />}
      <span className="object-words">
        <strong>{objectName(object.label)}</strong>
        <small>{size.map((side) => side.toFixed(1)).join(' × ')} m</small>
        <small>
          {points(object.points)}, {seenIn === 1 ? '1 frame' : `${seenIn} frames`}
        </small>
        <small className="amber">{[why, verdict === null ? null : `masks: ${verdict.says}`].filter((part) => part !== null).join(' · ') || ' '}</small>
      </span>
    </button>
  );
}
