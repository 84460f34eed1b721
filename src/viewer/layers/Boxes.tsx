import { useMemo } from 'react';
import type { OrientedBox } from '#src/core/geometry/box.ts';
import { classColour } from '#src/core/labels/taxonomy.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import { workspace } from '#src/session/current.ts';
import { useLabels } from '#src/session/stores/label-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { useView } from '#src/session/stores/view-store.ts';
import type { Stage } from '../stage.ts';
import { cuboidEdges } from './cuboid-edges.ts';
import type { Edge } from './lines.tsx';
import { Lines } from './lines.tsx';

/** Boxes whose class the taxonomy does not name. */
const UNKNOWN = '#8b94a3';

/** Boxes that came with the data, and those that were drawn, as wire frames in their class's colour. */
export function Boxes({ stage }: { stage: Stage }) {
  const show = useView((state) => state.boxes);
  const version = useLabels((state) => state.version);
  const taxonomy = useScene((state) => state.taxonomy);
  const byColour = useMemo(() => {
    void version;
    return boxEdges(stage, taxonomy);
  }, [stage, taxonomy, version]);
  if (!show) return null;
  return [...byColour].map(([colour, edges]) => <Lines key={colour} stage={stage} edges={edges} colour={colour} opacity={0.55} />);
}

function boxEdges(stage: Stage, taxonomy: Taxonomy): Map<string, Edge[]> {
  const out = new Map<string, Edge[]>();
  const put = (colour: string, box: OrientedBox<'world'>) => out.set(colour, [...(out.get(colour) ?? []), ...cuboidEdges(box)]);
  for (const { className, box } of stage.frame.boxes) {
    const known = taxonomy.classes.find((c) => c.name.toLowerCase() === className.toLowerCase());
    put(known?.colour ?? UNKNOWN, box);
  }
  const here = `${stage.sequence.id}/${stage.frame.id}`;
  for (const record of workspace()?.set.table('cuboids').values() ?? [])
    if (record.frame === here) put(classColour(taxonomy, record.classId), { pose: record.worldFromBox, size: record.size });
  return out;
}
