import type { DragEvent, ReactNode } from 'react';
import { useState } from 'react';
import { openDropped } from './open-sources.ts';

/** The whole page takes dropped files and folders. */
export function DropTarget({ children }: { readonly children: ReactNode }) {
  const [over, setOver] = useState(false);
  const drag = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(true);
  };
  const leave = (event: DragEvent) => {
    if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget)) setOver(false);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void openDropped(event.dataTransfer);
  };
  return (
    <div className={over ? 'app dropping' : 'app'} onDragEnter={drag} onDragOver={drag} onDragLeave={leave} onDrop={drop}>
      {children}
      {over && <div className="drop-note">Drop a dataset or a point cloud to open it</div>}
    </div>
  );
}
