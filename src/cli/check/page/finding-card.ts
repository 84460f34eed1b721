import type { FindingReport } from '../findings.ts';
import type { FindingCrop } from '../crops.ts';
import type { Classes } from './matrix.ts';
import { classTag } from './matrix.ts';
import type { Markup } from './markup.ts';
import { html, percent, whole } from './markup.ts';

/** What the kinds of findings are called. */
const KINDS: Readonly<Record<FindingReport['kind'], string>> = {
  class: 'class differs', 'missing-2d': 'masks do not show it', 'missing-3d': 'labels do not have it', split: 'one in labels, several in masks',
  merged: 'several in labels, one in masks', calibration: 'calibration',
};

const LISTED = 6;

/** A finding with what it looks like. `crops` is null where there was no room left for them. */
export function findingCard(finding: FindingReport, rank: number, crops: readonly FindingCrop[] | null, classes: Classes): Markup {
  const { id, state, kind, label, mask, votes, points, frames, cameras, centre, size, range, cause, why, labelWrong, instance, track, sequence, folded } = finding;
  const title = kind === 'calibration' ? html`${why}` : html`${classTag(classes.labels, label)} <span class="muted">labelled, masks show</span> ${classTag(classes.masks, mask)}`;
  const views = votes.reduce((n, vote) => n + vote.views, 0);
  const facts: [string, string | Markup][] = [
    ['points', `${whole(points)}; label wrong: ${percent(labelWrong, 0)}`],
    ['votes', votes.length === 0 ? '–' : `${views} ${views === 1 ? 'view' : 'views'}: ${votes.map((vote) => `${vote.views} ${vote.mask}`).join(', ')}`],
    ['cause', `${cause}${why === '' || kind === 'calibration' ? '' : `: ${why}`}`],
    ['sequence', sequence], ['frames', listed(frames)], ['cameras', listed(cameras)],
    ['place', `${centre.map((x) => x.toFixed(1)).join(' ')} m, ${size.map((x) => x.toFixed(1)).join(' × ')} m, ${range.toFixed(0)} m away`],
    ...(instance === 0 && track === '' ? [] : [['object', [instance === 0 ? '' : `instance ${instance}`, track === '' ? '' : `track ${track}`].filter((s) => s !== '').join(', ')] as [string, string]]),
    ...(folded === undefined ? [] : [['explains', `${folded} findings`] as [string, string]]),
  ];
  return html`<article class="finding"><header><span class="rank">${rank}</span><h3>${title} <span class="chip">${KINDS[kind]}</span>${state === 'open' ? null : html` <span class="chip">${state}</span>`}</h3></header>
<div class="crops">${cropsOf(crops)}</div>
<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}<dt>id</dt><dd><code>${id}</code></dd></dl></article>
`;
}

function cropsOf(crops: readonly FindingCrop[] | null): Markup | readonly Markup[] {
  if (crops === null) return html`<p class="muted">No room was left for its pictures.</p>`;
  if (crops.length === 0) return html`<p class="muted">No picture of it could be drawn.</p>`;
  return crops.map(({ jpeg, width, height, frame, camera, problem }) => html`<figure><img alt="${camera}, frame ${frame}" width="${width}" height="${height}" src="data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}"><figcaption>${camera}, frame ${frame}${problem === null ? null : html`; no photograph: ${problem}`}</figcaption></figure>`);
}

/** "000001, 000002 … 000009 (9)" */
function listed(names: readonly string[]): string {
  if (names.length <= LISTED) return names.join(', ');
  return `${names.slice(0, LISTED - 2).join(', ')} … ${names[names.length - 1]} (${names.length})`;
}
