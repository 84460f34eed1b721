import type { ExportPreview } from '#src/session/exchange.ts';

interface Props {
  readonly preview: ExportPreview;
  /** Null: the class is dropped. */
  onChange(from: number, to: number | null): void;
}

/** What becomes of each class that the labels use. */
export function ExportMappingTable({ preview: { why, classes, targets }, onChange }: Props) {
  if (classes.length === 0) return null;
  return (
    <details className="export-table">
      <summary>
        {classes.length} classes, as {why}
        {classes.some((c) => c.to === null) && <span className="amber"> · {classes.filter((c) => c.to === null).length} dropped</span>}
      </summary>
      <table>
        <thead>
          <tr>
            <th>Class</th>
            <th>becomes</th>
            <th>points</th>
          </tr>
        </thead>
        <tbody>
          {classes.map(({ from, name, to, points }) => (
            <tr key={from}>
              <th scope="row">{name} <small>{from}</small></th>
              <td>
                <select className={to === null ? 'amber' : ''} value={to ?? ''} aria-label={`${name} becomes`} onChange={(e) => onChange(from, e.target.value === '' ? null : Number(e.target.value))}>
                  <option value="">nothing: unlabelled</option>
                  {to !== null && targets.every((t) => t.id !== to) && <option value={to}>{to}</option>}
                  {targets.map((t) => (
                    <option key={t.id} value={t.id}>{t.name} ({t.id})</option>
                  ))}
                </select>
              </td>
              <td>{points.toLocaleString('en')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
