import { parseColour } from '#src/core/colour/palette.ts';
import type { CheckReport } from '#src/core/crosscheck/report.ts';
import type { ClassMap } from '#src/core/labels/class-map.ts';
import { compileClassMap, RELATION } from '#src/core/labels/class-map.ts';
import { DISAGREEMENT_COLOUR } from '#src/core/labels/presets/distinct-colour.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import type { Markup } from './markup.ts';
import { html, percent, safeColour, whole } from './markup.ts';

/** More classes than this make a table that nobody reads: those with the most points are shown. */
const MOST = 28;
/** Red, green, blue. */
const AGREES = '74 85 101', DISAGREES = parseColour(DISAGREEMENT_COLOUR).map((c) => Math.round(255 * c)).join(' '), OTHER = '160 166 175';

export interface Classes {
  readonly labels: Taxonomy;
  readonly masks: Taxonomy;
  readonly map: ClassMap;
}

/** A class with its colour, by name; 'nothing' for ''. */
export function classTag(taxonomy: Taxonomy, name: string): Markup {
  const colour = taxonomy.classes.find((c) => c.name === name)?.colour ?? '';
  return name === '' ? html`<span class="muted">nothing</span>` : html`<span><span class="swatch" style="background:${safeColour(colour)}"></span>${name}</span>`;
}

/** Classes of the labels down, of the masks across: points, tinted by their share of the row; what disagrees in the colour of disagreement. */
export function confusionMatrix({ pairs }: Pick<CheckReport, 'pairs'>, { labels, masks, map }: Classes): Markup {
  if (pairs.length === 0) return html`<p class="empty">No point was compared.</p>`;
  const relation = compileClassMap(map).relation, idOf = ({ classes }: Taxonomy, name: string): number => classes.find((c) => c.name === name)?.id ?? 0;
  const rows = mostFirst(pairs, 'label'), columns = mostFirst(pairs, 'mask'), counts = new Map(pairs.map((p) => [JSON.stringify([p.label, p.mask]), p.count]));
  const cell = (label: string, mask: string, total: number): Markup => {
    const count = counts.get(JSON.stringify([label, mask]));
    if (count === undefined) return html`<td></td>`;
    const share = count / total, kind = relation(idOf(labels, label), idOf(masks, mask));
    const tint = kind === RELATION.disagrees ? DISAGREES : kind === RELATION.agrees ? AGREES : OTHER;
    const strength = 0.06 + 0.6 * Math.sqrt(share);
    return html`<td style="background:rgb(${tint} / ${strength.toFixed(2)})${strength > 0.5 && kind === RELATION.agrees ? ';color:#fff' : ''}" title="${label} on ${mask}: ${count} points, ${percent(share)} of the row">${short(count)}</td>`;
  };
  const shownRows = rows.slice(0, MOST), shownColumns = columns.slice(0, MOST), left = rows.length + columns.length - shownRows.length - shownColumns.length;
  return html`<p class="note"><span class="key" style="background:rgb(${AGREES} / 0.6)"></span>agree, <span class="key" style="background:rgb(${DISAGREES} / 0.5)"></span>disagree, <span class="key" style="background:rgb(${OTHER} / 0.6)"></span>not compared; darker is a larger share of the row. Rows are classes of the labels, columns those of the masks.</p>
<div class="wide"><table class="matrix"><thead><tr><th></th>${shownColumns.map(([name]) => html`<th title="${name}"><div>${classTag(masks, name)}</div></th>`)}</tr></thead>
<tbody>${shownRows.map(([label, total]) => html`<tr><td class="row" title="${label}: ${total} points">${classTag(labels, label)} <span class="muted">${whole(total)}</span></td>${shownColumns.map(([mask]) => cell(label, mask, total))}</tr>`)}</tbody></table></div>
${left === 0 ? null : html`<p class="note">${left} classes with fewer points are left out; the JSON report has them.</p>`}`;
}

function mostFirst(pairs: CheckReport['pairs'], side: 'label' | 'mask'): [name: string, points: number][] {
  const sums = new Map<string, number>();
  for (const pair of pairs) sums.set(pair[side], (sums.get(pair[side]) ?? 0) + pair.count);
  return [...sums].sort((a, b) => b[1] - a[1]);
}

/** "812", "12k", "3.4M" */
function short(count: number): string {
  if (count < 10_000) return whole(count);
  return count < 999_500 ? `${Math.round(count / 1000)}k` : `${(count / 1e6).toFixed(1)}M`;
}
