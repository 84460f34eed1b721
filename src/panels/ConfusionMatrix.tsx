import type { PairCount } from '#src/core/crosscheck/pairs.ts';
import { compileClassMap, RELATION } from '#src/core/labels/class-map.ts';
import { classColour, className } from '#src/core/labels/taxonomy.ts';
import { pointsOfPair } from '#src/session/checking.ts';
import { classMap } from '#src/session/class-map.ts';
import { selectAndShow } from '#src/session/selecting.ts';
import { useMasks } from '#src/session/stores/mask-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';

/** Points per pair of classes, labels down, masks across; a click on a cell selects its points. */
export function ConfusionMatrix({ pairs }: { readonly pairs: readonly PairCount[] }) {
  const labels = useScene((s) => s.taxonomy);
  const masks = useMasks((s) => s.taxonomy);
  const current = classMap();
  if (current === null || pairs.length === 0) return null;
  const { relation } = compileClassMap(current.map);
  const counts = new Map(pairs.map((p) => [`${p.label} ${p.mask}`, p.count]));
  const rows = byPoints(pairs, 'label');
  const columns = byPoints(pairs, 'mask');
  const largest = Math.max(0, ...pairs.filter((p) => relation(p.label, p.mask) === RELATION.disagrees).map((p) => p.count));
  return (
    <div className="matrix-scroll">
      <table className="matrix" data-testid="matrix">
        <caption>Points by label (down) and mask (across)</caption>
        <thead>
          <tr>
            <td />
            {columns.map((mask) => (
              <th key={mask} scope="col" title={`mask: ${className(masks, mask)}`}>
                <span>{className(masks, mask)}</span>
                <i className="swatch" style={{ background: classColour(masks, mask) }} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((label) => (
            <tr key={label}>
              <th scope="row" title={`label: ${className(labels, label)}`}>
                <i className="swatch" style={{ background: classColour(labels, label) }} /> {className(labels, label)}
              </th>
              {columns.map((mask) => {
                const count = counts.get(`${label} ${mask}`) ?? 0;
                const disagrees = relation(label, mask) === RELATION.disagrees;
                const strength = disagrees && largest > 0 ? 0.12 + 0.6 * Math.sqrt(count / largest) : 0;
                return (
                  <td key={mask} className={disagrees ? 'disagrees' : relation(label, mask) === RELATION.agrees ? 'agrees' : 'unmapped'}>
                    {count > 0 && (
                      <button
                        type="button"
                        style={disagrees ? { background: `rgb(255 79 216 / ${strength.toFixed(2)})` } : undefined}
                        title={`${count.toLocaleString('en')} points labelled ${className(labels, label)} where the mask shows ${className(masks, mask)}: select them`}
                        data-pair={`${label}-${mask}`}
                        data-disagrees={disagrees || undefined}
                        data-count={count}
                        onClick={() => selectAndShow(pointsOfPair({ label, mask }))}
                      >
                        {short(count)}
                      </button>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The classes of one side, those with the most points first. */
function byPoints(pairs: readonly PairCount[], side: 'label' | 'mask'): number[] {
  const sums = new Map<number, number>();
  for (const pair of pairs) sums.set(pair[side], (sums.get(pair[side]) ?? 0) + pair.count);
  return [...sums].sort((a, b) => b[1] - a[1]).map(([id]) => id);
}

/** A count in four characters: 12, 1.2k, 34k. */
function short(count: number): string {
  if (count < 1000) return String(count);
  return count < 10_000 ? `${(count / 1000).toFixed(1)}k` : `${Math.round(count / 1000)}k`;
}
