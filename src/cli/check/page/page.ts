import type { CheckReport } from '#src/core/crosscheck/report.ts';
import type { Convention } from '#src/core/scene/scene.ts';
import type { FindingCrop } from '../crops.ts';
import type { RuleResult } from '../fail-rules.ts';
import { ruleLine } from '../fail-rules.ts';
import type { FindingReport } from '../findings.ts';
import { findingCard } from './finding-card.ts';
import type { Markup } from './markup.ts';
import { html, percent, share, whole } from './markup.ts';
import type { Classes } from './matrix.ts';
import { classTag, confusionMatrix } from './matrix.ts';
import { barPlot, linePlot, shareBar } from './plots.ts';
import { STYLE } from './style.ts';

export interface CheckPage {
  readonly dataset: string;
  /** "the dataset", "set work in …" */
  readonly labels: string;
  readonly conventions: readonly Convention[];
  readonly report: CheckReport;
  readonly classes: Classes;
  /** A frame as the report calls it. */
  frameName(sequence: string, frame: string): string;
  /** Ranked. */
  readonly findings: readonly FindingReport[];
  readonly settled: number;
  readonly rules: readonly RuleResult[];
  /** Of the first findings, by id. */
  readonly crops: ReadonlyMap<string, readonly FindingCrop[]>;
  /** What could not be read, and what was left out. */
  readonly problems: readonly string[];
}

/** Bytes of all crops together: the page stays under 10 MB, a third more for base64 and the tables included. */
const CROP_BYTES = 6_000_000;
/** Further findings are lines of a table, and of those so many. */
export const CARDS = 40;
const LINES = 400, PROBLEMS = 60;

/**
 * One page that needs nothing else: no scripts, no requests (its own policy forbids them), plots as SVG, crops as data. Everything that came
 * with data is escaped. The same check gives the same bytes.
 */
export function checkPage(page: CheckPage): string {
  const { dataset, labels, conventions, report, classes, rules } = page;
  return `<!doctype html>\n${html`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>Cross-check of ${dataset}</title><style>`}${STYLE}${html`</style></head><body>
<h1>Cross-check of ${dataset}</h1>
<p class="muted">Labels of ${labels} against masks. ${conventions.map(({ name, value, source }) => `${name}: ${value}${source === 'assumed' ? ' (assumed)' : ''}`).join('; ')}</p>
${tiles(page)}
${rules.length === 0 ? null : html`<ul class="rules">${rules.map((rule) => html`<li${rule.failed ? html` class="failed"` : null}>${ruleLine(rule)}</li>`)}</ul>`}
<h2>Over time</h2>${overTime(page)}
<h2>Cameras</h2>${cameras(report)}
<h2>Classes</h2>${classTable(report, classes)}
<h2>Labels and masks</h2>${confusionMatrix(report, classes)}
<h2>Findings</h2>${findings(page)}
${problems(page)}
</body></html>`}\n`;
}

function tiles({ report: { summary, frames }, findings: listed, settled }: CheckPage): Markup {
  const pictures = frames.reduce((n, { cameras: of }) => n + of.length, 0), points = listed.reduce((n, finding) => n + finding.points, 0);
  const compared = frames.reduce((n, { cameras: of }) => n + of.reduce((m, c) => m + c.agrees + c.disagrees, 0), 0);
  const tile = (value: string, name: string): Markup => html`<div class="tile"><b>${value}</b><span>${name}</span></div>`;
  return html`<div class="tiles">${[
    tile(percent(summary.agreeing, 2), 'of compared points agree'), tile(share(summary.meanIou), 'mean IoU'), tile(share(summary.boundaryIou), 'mean IoU near borders'),
    tile(whole(listed.length), `findings listed${settled === 0 ? '' : `, ${settled} settled before`}`), tile(whole(points), 'points at stake in them'),
    tile(whole(compared), `comparisons in ${whole(pictures)} pictures of ${whole(frames.length)} frames`),
  ]}</div>`;
}

function overTime({ report: { summary }, findings: listed, frameName }: CheckPage): Markup {
  const names = summary.frames.map(({ frame }) => frame), counts = new Map(names.map((name) => [name, 0]));
  for (const { sequence, frames } of listed)
    for (const frame of frames) counts.set(frameName(sequence, frame), counts.get(frameName(sequence, frame))! + 1);
  return html`${linePlot(names, [
    { name: 'points that agree', style: 'first', values: summary.frames.map((f) => f.agreeing) },
    { name: 'mean IoU', style: 'second', values: summary.frames.map((f) => f.meanIou) },
    { name: 'mean IoU near borders', style: 'third', values: summary.frames.map((f) => f.boundaryIou) },
  ])}<p class="legend">findings with points in the frame</p>${barPlot(names, [...counts.values()], 'Findings in each frame')}`;
}

function cameras({ summary, frames }: CheckReport): Markup {
  const disagrees = new Map<string, number>();
  for (const { cameras: of } of frames) for (const { name, disagrees: n } of of) disagrees.set(name, (disagrees.get(name) ?? 0) + n);
  return html`<div class="wide"><table><thead><tr><th>camera</th><th>agree</th><th>mean IoU</th><th>near borders</th><th class="number">disagreeing points</th></tr></thead><tbody>${summary.cameras.map((c) => html`
<tr><td class="name">${c.camera}</td><td>${shareBar(c.agreeing, 2)}</td><td>${shareBar(c.meanIou)}</td><td>${shareBar(c.boundaryIou)}</td><td class="number">${whole(disagrees.get(c.camera) ?? 0)}</td></tr>`)}</tbody></table></div>`;
}

function classTable({ summary, unmapped }: CheckReport, { labels, masks }: Classes): Markup {
  const iou = Object.entries(summary.classes), coverage = Object.entries(summary.coverage);
  return html`<div class="wide"><table><thead><tr><th>class of the masks</th><th>IoU</th><th>near borders</th></tr></thead><tbody>${iou.map(([name, c]) => html`
<tr><td class="name">${classTag(masks, name)}</td><td>${shareBar(c.iou)}</td><td>${shareBar(c.boundaryIou)}</td></tr>`)}</tbody></table></div>
<h2>Coverage</h2><p class="note">Of all points of a class, those that some camera sees: the others nothing here speaks for.</p>
<div class="wide"><table><thead><tr><th>class of the labels</th><th class="number">points</th><th>seen by a camera</th></tr></thead><tbody>${coverage.map(([name, c]) => html`
<tr><td class="name">${classTag(labels, name)}</td><td class="number">${whole(c.points)}</td><td>${shareBar(c.points === 0 ? null : c.seen / c.points)}</td></tr>`)}</tbody></table></div>
${unmapped.length === 0 ? null : html`<p class="note">Not compared, because the class map does not know them: ${unmapped.map(({ side, name, count }) => `${name} of the ${side}s (${whole(count)})`).join(', ')}.</p>`}`;
}

function findings({ findings: listed, classes, crops, settled }: CheckPage): Markup {
  if (listed.length === 0) return html`<p class="empty">${settled === 0 ? 'Labels and masks are nowhere at odds over something that is worth opening.' : `Nothing is left: all ${settled} findings are settled.`}</p>`;
  let room = CROP_BYTES;
  const cards = listed.slice(0, CARDS).map((finding, k) => {
    const mine = crops.get(finding.id) ?? [], bytes = mine.reduce((n, { jpeg }) => n + jpeg.length, 0);
    const fits = bytes <= room;
    if (fits) room -= bytes;
    return findingCard(finding, k + 1, fits ? mine : null, classes);
  });
  const more = listed.slice(CARDS, CARDS + LINES), left = listed.length - cards.length - more.length;
  return html`<p class="note">The most promising first. In the pictures: the outline of what the mask shows in its class's colour; points that disagree in magenta, others grey; those of the finding with white rims.</p>
${cards}${more.length === 0 ? null : html`<div class="wide"><table><thead><tr><th></th><th>label</th><th>masks show</th><th class="number">points</th><th class="number">frames</th><th>cause</th><th>id</th></tr></thead><tbody>${more.map((f, k) => html`
<tr><td class="number">${CARDS + k + 1}</td><td class="name">${classTag(classes.labels, f.label)}</td><td class="name">${classTag(classes.masks, f.mask)}</td><td class="number">${whole(f.points)}</td><td class="number">${f.frames.length}</td><td>${f.cause}</td><td><code>${f.id}</code></td></tr>`)}</tbody></table></div>`}
${left === 0 ? null : html`<p class="note">and ${whole(left)} more: the JSON report has them all.</p>`}`;
}

function problems({ problems: all }: CheckPage): Markup | null {
  if (all.length === 0) return null;
  return html`<h2>Not checked</h2><ul>${all.slice(0, PROBLEMS).map((line) => html`<li>${line}</li>`)}</ul>${all.length > PROBLEMS ? html`<p class="note">and ${all.length - PROBLEMS} more</p>` : null}`;
}
