import { useEffect, useMemo } from 'react';
import { BufferGeometry, Float32BufferAttribute } from 'three';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { Stage } from '../stage.ts';
import { drawn } from '../stage.ts';

export type Edge = readonly [Vec3, Vec3];

/** Lines of one colour each, in world coordinates. */
export interface LineSet {
  readonly edges: readonly Edge[];
  /** '#rrggbb' */
  readonly colour: string;
}

/** Hair lines, all in one draw call per colour. They hide nothing and nothing is picked on them. */
export function Lines({ stage, edges, colour, opacity = 1, behind = false }: LineSet & { stage: Stage; opacity?: number; behind?: boolean }) {
  const geometry = useMemo(() => {
    const made = new BufferGeometry();
    made.setAttribute('position', new Float32BufferAttribute(edges.flatMap(([a, b]) => [...drawn(stage, a), ...drawn(stage, b)]), 3));
    return made;
  }, [stage, edges]);
  useEffect(() => () => geometry.dispose(), [geometry]);
  return (
    <lineSegments geometry={geometry} frustumCulled={false} renderOrder={behind ? -1 : 1} raycast={() => null}>
      <lineBasicMaterial color={colour} transparent={opacity < 1} opacity={opacity} depthWrite={false} />
    </lineSegments>
  );
}
