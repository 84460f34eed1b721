import { useVirtualizer } from '@tanstack/react-virtual';
import { Dialog } from 'radix-ui';
import { X } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { GalleryObject } from '#src/core/gallery/gallery-object.ts';
import { classColour } from '#src/core/labels/taxonomy.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import { chooseObject, chooseObjects, galleryClasses, galleryOf, goToObject, reclassify, verdictsOfObjects } from '#src/session/gallery/gallery.ts';
import { lookAtObjects, stopLooking } from '#src/session/gallery/scan.ts';
import { undo } from '#src/session/undoing.ts';
import { useGallery } from '#src/session/stores/gallery-store.ts';
import { useReview } from '#src/session/stores/review-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { useTools } from '#src/session/stores/tool-store.ts';
import { showDialog } from '../stores.ts';
import { GalleryHead } from './GalleryHead.tsx';
import { ObjectTile } from './ObjectTile.tsx';
import './gallery.css';

/** CSS pixels of a tile with the room around it. */
const TILE = { width: 192, height: 268 };

/** All objects of a class side by side: what is unlike the others is seen at a glance, and many are put right at once. */
export function GalleryDialog() {
  const scene = useScene((s) => s.scene), taxonomy = useScene((s) => s.taxonomy);
  const { classId: wanted, order, chosen } = useGallery();
  useReview((s) => s.version);
  useEffect(() => {
    void lookAtObjects();
    return stopLooking;
  }, []);
  const frames = useMemo(() => (scene === null ? [] : allFrames(scene).map(({ frame }) => frame)), [scene]);
  const classes = galleryClasses();
  const classId = classes.some((c) => c.classId === wanted) ? wanted : (classes[0]?.classId ?? null);
  const verdicts = verdictsOfObjects(), objects = classId === null ? [] : galleryOf(classId, order, verdicts);
  if (scene === null) return null;
  const open = (object: GalleryObject) => {
    showDialog(null);
    void goToObject(object);
  };
  const keys = (event: KeyboardEvent) => {
    const digit = /^[1-9]$/.test(event.key) ? useTools.getState().digits[Number(event.key) - 1] : undefined;
    const command = event.ctrlKey || event.metaKey;
    if (digit !== undefined && !command) void reclassify(digit);
    else if (command && event.key === 'a') chooseObjects(objects.map((o) => o.key));
    else if (command && event.key === 'z') void undo().then(() => lookAtObjects());
    else return;
    event.preventDefault();
  };
  return (
    <Dialog.Root open onOpenChange={(stays) => !stays && showDialog(null)}>
      <Dialog.Portal>
        <Dialog.Overlay className="dialog-shade" />
        <Dialog.Content
          className="dialog gallery" aria-describedby={undefined} onKeyDown={keys}
          // Digits are for the objects: no field is to have them first.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            (event.currentTarget as HTMLElement).focus();
          }}
          onEscapeKeyDown={(event) => {
            if (chosen.size === 0) return;
            event.preventDefault();
            chooseObjects([]);
          }}
        >
          <Dialog.Title>Objects</Dialog.Title>
          <GalleryHead classes={classes} classId={classId} />
          <Grid objects={objects} tile={(object) => (
            <ObjectTile
              key={object.key} object={object} frames={frames} colour={classColour(taxonomy, classId ?? 0)} verdict={verdicts.get(object.key) ?? null} chosen={chosen.has(object.key)}
              onClick={(event) => chooseObject(object.key, objects, { range: event.shiftKey, add: event.ctrlKey || event.metaKey })} onOpen={() => open(object)}
            />
          )} />
          <Dialog.Close className="icon dialog-close" aria-label="Close">
            <X size={16} />
          </Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface GridProps {
  readonly objects: readonly GalleryObject[];
  tile(object: GalleryObject): React.ReactNode;
}

/** Rows of tiles; only those in sight are there. */
function Grid({ objects, tile }: GridProps) {
  const scroll = useRef<HTMLDivElement>(null);
  const [columns, setColumns] = useState(1);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => setColumns(Math.max(1, Math.floor(entry.contentRect.width / TILE.width))));
    watch.observe(scroll.current!);
    return () => watch.disconnect();
  }, []);
  const rows = Math.ceil(objects.length / columns);
  const list = useVirtualizer({ count: rows, getScrollElement: () => scroll.current, estimateSize: () => TILE.height, overscan: 1 });
  return (
    <div className="object-grid" ref={scroll} role="listbox" aria-multiselectable="true" aria-label="Objects" data-count={objects.length}>
      <div style={{ height: list.getTotalSize(), position: 'relative' }}>
        {list.getVirtualItems().map((row) => (
          <div key={row.key} className="object-row" style={{ top: row.start, height: row.size }}>
            {objects.slice(row.index * columns, (row.index + 1) * columns).map(tile)}
          </div>
        ))}
      </div>
    </div>
  );
}
