import { normalizeAngle } from '#src/core/geometry/footprint.ts';
import type { CuboidDraft } from '#src/session/stores/tool-store.ts';
import { useTools } from '#src/session/stores/tool-store.ts';
import { activeTool } from '#src/tools/active.ts';
import { NumberField } from './NumberField.tsx';

const DEGREES = 180 / Math.PI;
/** Metres. */
const MIN_SIZE = 0.05;
const MAX_SIZE = 1000;

type Triple = CuboidDraft['center'];
const withPart = (triple: Triple, k: number, value: number): Triple => [k === 0 ? value : triple[0], k === 1 ? value : triple[1], k === 2 ? value : triple[2]];

/** The cuboid under way in numbers: metres in the world frame, degrees. */
export function CuboidInspector() {
  const cuboid = useTools((s) => s.cuboid);
  const impact = useTools((s) => s.impact);
  if (cuboid === null) return null;
  const set = (part: Partial<CuboidDraft>) => useTools.setState({ cuboid: { ...cuboid, ...part } });
  return (
    <form className="cuboid-inspector" aria-label="Cuboid" onSubmit={(e) => (e.preventDefault(), activeTool().key('Enter'))}>
      <fieldset>
        <legend>Size (m)</legend>
        {['length', 'width', 'height'].map((name, k) => (
          <NumberField key={name} label={name} value={cuboid.size[k]} min={MIN_SIZE} max={MAX_SIZE} onChange={(v) => set({ size: withPart(cuboid.size, k, v) })} />
        ))}
      </fieldset>
      <fieldset>
        <legend>Centre (m)</legend>
        {['x', 'y', 'z'].map((name, k) => (
          <NumberField key={name} label={name} value={cuboid.center[k]} onChange={(v) => set({ center: withPart(cuboid.center, k, v) })} />
        ))}
      </fieldset>
      <fieldset>
        <legend>Heading (°)</legend>
        <NumberField label="yaw" value={cuboid.yaw * DEGREES} step={1} digits={1} onChange={(v) => set({ yaw: normalizeAngle(v / DEGREES) })} />
      </fieldset>
      <footer>
        <span data-testid="cuboid-count">{(impact?.count ?? 0).toLocaleString('en')} points</span>
        <button type="button" onClick={() => activeTool().key('Escape')}>Drop</button>
        <button type="submit" className="primary">Apply</button>
      </footer>
      <p className="hint">W A S D move, R F up and down, Q E turn; with Shift in larger steps. Enter applies.</p>
    </form>
  );
}
