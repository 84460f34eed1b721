import type { CheckReport } from '#src/core/crosscheck/report.ts';
import { VERDICTS } from '#src/core/crosscheck/verdict.ts';
import { table } from '../command.ts';
import type { FindingReport } from './findings.ts';

const COLUMNS = ['points', 'inside', 'hidden', 'seen', ...VERDICTS.slice(2)] as const;
const SHOWN_PAIRS = 12;
/** Of a long check the sums are worth reading, not every picture. */
const SHOWN_FRAMES = 40;
const LONGEST = 60;

/** For people: what was counted. */
export function describedReport({ frames, pairs, iou, unmapped, summary }: CheckReport): string {
  const shown = frames.slice(0, SHOWN_FRAMES), left = frames.length - shown.length;
  const rows = shown.flatMap(({ id, cameras }) => cameras.map((camera) => [id, camera.name, ...COLUMNS.map((name) => camera[name as 'points'])]));
  const part = (value: number | null): string => (value === null ? '-' : value.toFixed(3));
  const sections = [
    `${table([['frame', 'camera', ...COLUMNS], ...rows])}${left === 0 ? '' : `and ${left} frames more (--report and --json have them)\n`}`,
    table([['label', 'mask', 'points'], ...[...pairs].sort((a, b) => b.count - a.count).slice(0, SHOWN_PAIRS).map((p) => [p.label, p.mask, p.count])]),
    table([['class of the masks', 'IoU', 'near borders'], ...Object.entries(iou).map(([name, value]) => [name, value.toFixed(3), part(summary.classes[name]?.boundaryIou ?? null)])]),
    table([['camera', 'agree', 'mean IoU', 'near borders'], ...summary.cameras.map((c) => [c.camera, part(c.agreeing), part(c.meanIou), part(c.boundaryIou)]), ['all', part(summary.agreeing), part(summary.meanIou), part(summary.boundaryIou)]]),
    ...(unmapped.length === 0 ? [] : [table([['unmapped', 'class', 'points'], ...unmapped.map((u) => [u.side, u.name, u.count])])]),
  ];
  return sections.join('\n');
}

/** For people: the first of the findings. `settled` were left out. */
export function describedFindings(findings: readonly FindingReport[], top: number, settled: number): string {
  const without = settled === 0 ? '' : `${settled} settled ${settled === 1 ? 'one is' : 'ones are'} left out (--all lists them)\n`;
  if (findings.length === 0) return `no findings\n${without}`;
  const rows = findings.slice(0, top).map((f, k) => [
    k + 1, f.id, f.state, f.kind, f.label || '-', f.mask || '-', f.points, f.frames.length, f.cameras.length,
    f.votes.map((vote) => `${vote.views} ${vote.mask}`).join(' ') || '-', f.centre.map((x) => x.toFixed(1)).join(' '), f.score.toFixed(1), cut(f.why === '' ? f.cause : `${f.cause}: ${f.why}`),
  ]);
  const left = findings.length - rows.length;
  return `${table([['', 'finding', 'state', 'kind', 'label', 'mask', 'points', 'frames', 'cameras', 'votes', 'place', 'score', 'cause'], ...rows])}${left === 0 ? '' : `and ${left} more (--top ${findings.length} lists them)\n`}${without}`;
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
