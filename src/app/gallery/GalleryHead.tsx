import { classColour, className } from '#src/core/labels/taxonomy.ts';
import { reclassify } from '#src/session/gallery/gallery.ts';
import { stopLooking } from '#src/session/gallery/scan.ts';
import type { GalleryOrder } from '#src/session/stores/gallery-store.ts';
import { GALLERY_ORDERS, useGallery } from '#src/session/stores/gallery-store.ts';
import { useReview } from '#src/session/stores/review-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';

const ORDER_NAMES: Record<GalleryOrder, string> = {
  oddity: 'least like the others first', verdict: 'most disputed by masks first', size: 'largest first', points: 'most points first', id: 'by id',
};

interface Props {
  readonly classes: readonly { readonly classId: number; readonly count: number }[];
  /** The one on show. */
  readonly classId: number | null;
}

/** Which class, in which order, how far the frames were looked at, and what can be done with the chosen objects. */
export function GalleryHead({ classes, classId }: Props) {
  const taxonomy = useScene((s) => s.taxonomy);
  const { scan, problems, order, chosen } = useGallery();
  const checked = useReview((s) => s.scan.phase !== 'none');
  return (
    <header className="gallery-head">
      <div className="gallery-classes" role="tablist" aria-label="Classes">
        {classes.map(({ classId: id, count }) => (
          <button key={id} type="button" role="tab" className="small" aria-selected={id === classId} aria-pressed={id === classId} onClick={() => useGallery.setState({ classId: id, chosen: new Set(), anchor: null })}>
            <i className="swatch" style={{ background: classColour(taxonomy, id) }} />
            {className(taxonomy, id)} <span className="count">{count}</span>
          </button>
        ))}
      </div>
      <div className="gallery-line">
        <label>
          Order{' '}
          <select value={order} onChange={(e) => useGallery.setState({ order: e.target.value as GalleryOrder })}>
            {GALLERY_ORDERS.map((o) => (
              <option key={o} value={o}>
                {ORDER_NAMES[o]}
                {o === 'verdict' && !checked ? ' (nothing was checked yet)' : ''}
              </option>
            ))}
          </select>
        </label>
        <label>
          {chosen.size === 0 ? 'Choose objects (click, Shift, Ctrl), then a digit or ' : `${chosen.size} chosen: a digit, or `}
          <select value="" disabled={chosen.size === 0} aria-label="Class for the chosen objects" onChange={(e) => void reclassify(Number(e.target.value))}>
            <option value="">class…</option>
            {taxonomy.classes.map((c) => (
              <option key={c.id} value={c.id}>
                {c.name}
              </option>
            ))}
          </select>
        </label>
        <span className="spring" />
        {scan.phase === 'running' && (
          <span role="status">
            Looking at sweep {Math.min(scan.total, scan.done + 1)} of {scan.total} <button type="button" className="small" onClick={stopLooking}>Stop</button>
          </span>
        )}
        {scan.phase === 'stopped' && <span className="amber">{scan.done} of {scan.total} sweeps were looked at</span>}
      </div>
      {scan.phase !== 'running' && classes.length === 0 && <p className="hint">No object has an id yet: label a car or a person with a new instance (N), or import labels that have instances.</p>}
      {problems.length > 0 && <p className="problem" role="alert" title={problems.join('\n')}>{problems.length} sweeps could not be read. {problems[0]}</p>}
    </header>
  );
}
