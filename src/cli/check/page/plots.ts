import type { Markup } from './markup.ts';
import { html, percent } from './markup.ts';

/** Values over frames; null where there is nothing to measure. */
export interface Series {
  readonly name: string;
  /** Of the line: one of the page's classes. */
  readonly style: string;
  readonly values: readonly (number | null)[];
}

const WIDTH = 1080, HEIGHT = 190, LEFT = 48, RIGHT = 12, TOP = 10, BOTTOM = 24;
/** More columns than this nobody can tell apart: neighbours are drawn as their mean, with what lies between the least and the greatest. */
const MOST_COLUMNS = 540;
const MOST_TICKS = 8;

interface Column {
  readonly mean: number;
  readonly least: number;
  readonly most: number;
}

/** Lines of shares over frames, `names` being those of the frames, as SVG. */
export function linePlot(names: readonly string[], series: readonly Series[]): Markup {
  const shown = series.filter(({ values }) => values.some((value) => value !== null));
  const least = shown.reduce((low, { values }) => values.reduce<number>((m, v) => (v === null ? m : Math.min(m, v)), low), 1);
  const floor = Math.max(0, Math.floor(10 * (least - 0.02)) / 10);
  const y = (value: number): number => TOP + ((1 - value) / (1 - floor)) * (HEIGHT - TOP - BOTTOM);
  const step = 1 - floor > 0.5 ? 0.2 : 1 - floor > 0.2 ? 0.1 : 0.05;
  const lines = Array.from({ length: Math.round((1 - floor) / step) + 1 }, (_, k) => 1 - k * step);
  const grid = lines.map((value) => html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at(y(value))}" y2="${at(y(value))}"/><text class="tick right" x="${LEFT - 6}" y="${at(y(value) + 4)}">${percent(value, 0)}</text>`);
  const drawn = shown.map(({ style, values }) => {
    const columns = bucketed(values), x = placeOf(columns.length);
    const band = columns.length < values.length ? runs(columns).map((run) => html`<path class="band ${style}" d="${outline(run, x, y)}"/>`) : [];
    return html`${band}${runs(columns).map((run) => html`<path class="line ${style}" d="${polyline(run, x, y)}"/>`)}`;
  });
  const legend = html`<p class="legend">${shown.map(({ name, style }) => html`<span><svg width="26" height="8" aria-hidden="true"><path class="line ${style}" d="M1 4H25"/></svg> ${name}</span>`)}</p>`;
  return html`${legend}<svg class="plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${shown.map((s) => s.name).join(', ')} of each frame">${grid}${drawn}${frameTicks(names)}</svg>`;
}

/** Bars of counts over frames, as SVG. */
export function barPlot(names: readonly string[], counts: readonly number[], title: string): Markup {
  const columns = bucketed(counts), most = Math.max(1, ...columns.map((c) => c?.most ?? 0)), height = 120;
  const x = placeOf(columns.length), width = Math.max(0.6, Math.min(22, (0.8 * (WIDTH - LEFT - RIGHT)) / columns.length));
  const y = (value: number): number => TOP + (1 - value / most) * (height - TOP - BOTTOM);
  const bars = columns.map((column, k) => (column === null || column.most === 0 ? '' : html`<rect class="bar" x="${at(x(k) - width / 2)}" width="${at(width)}" y="${at(y(column.most))}" height="${at(height - BOTTOM - y(column.most))}"/>`));
  const grid = [...new Set([0, most])].map((value) => html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at(y(value))}" y2="${at(y(value))}"/><text class="tick right" x="${LEFT - 6}" y="${at(y(value) + 4)}">${value}</text>`);
  return html`<svg class="plot" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}">${grid}${bars}${frameTicks(names, height)}</svg>`;
}

/** A share of 1 as a bar with its number, for cells of tables. */
export function shareBar(value: number | null, digits = 1): Markup {
  if (value === null) return html`<span class="none">–</span>`;
  return html`<span class="share"><span class="track"><span style="width:${at(100 * Math.min(1, Math.max(0, value)))}%"></span></span>${percent(value, digits)}</span>`;
}

function frameTicks(names: readonly string[], height = HEIGHT): Markup[] {
  const x = placeOf(names.length), step = Math.max(1, Math.ceil((names.length - 1) / (MOST_TICKS - 1)));
  return Array.from({ length: Math.ceil(names.length / step) }, (_, k) => {
    const place = k * step, name = names[place], last = names.length - 1;
    const side = place === 0 && last > 0 ? 'left' : place === last && last > 0 ? 'right' : 'middle';
    return html`<text class="tick ${side}" x="${at(x(place))}" y="${height - 6}">${name.length > 18 ? `…${name.slice(-17)}` : name}</text>`;
  });
}

function placeOf(count: number): (k: number) => number {
  return (k) => (count <= 1 ? (LEFT + WIDTH - RIGHT) / 2 : LEFT + 8 + (k * (WIDTH - LEFT - RIGHT - 16)) / (count - 1));
}

function bucketed(values: readonly (number | null)[]): (Column | null)[] {
  const count = Math.min(values.length, MOST_COLUMNS);
  return Array.from({ length: count }, (_, k) => {
    const here = values.slice(Math.floor((k * values.length) / count), Math.floor(((k + 1) * values.length) / count)).filter((v) => v !== null);
    return here.length === 0 ? null : { mean: here.reduce((sum, v) => sum + v, 0) / here.length, least: Math.min(...here), most: Math.max(...here) };
  });
}

type Placed = Column & { readonly k: number };

/** Stretches without gaps. */
function runs(columns: readonly (Column | null)[]): Placed[][] {
  const out: Placed[][] = [];
  columns.forEach((column, k) => {
    if (column === null) return;
    if (k > 0 && columns[k - 1] !== null) out[out.length - 1].push({ ...column, k });
    else out.push([{ ...column, k }]);
  });
  return out;
}

/** A single one is a short dash: it would not be seen otherwise. */
function polyline(run: readonly Placed[], x: (k: number) => number, y: (value: number) => number): string {
  if (run.length === 1) return `M${at(x(run[0].k) - 4)} ${at(y(run[0].mean))}h8`;
  return run.map(({ k, mean }, n) => `${n === 0 ? 'M' : 'L'}${at(x(k))} ${at(y(mean))}`).join('');
}

function outline(run: readonly Placed[], x: (k: number) => number, y: (value: number) => number): string {
  const above = run.map(({ k, most }) => `${at(x(k))} ${at(y(most))}`), below = [...run].reverse().map(({ k, least }) => `${at(x(k))} ${at(y(least))}`);
  return `M${[...above, ...below].join('L')}Z`;
}

function at(value: number): string {
  return String(Math.round(10 * value) / 10);
}
