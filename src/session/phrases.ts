import { className } from '#src/core/labels/taxonomy.ts';
import { objectName, points } from './names.ts';
import { armedPaint } from './painting.ts';
import { useScene } from './stores/scene-store.ts';
import type { StrokeImpact } from './stores/tool-store.ts';
import { useTools } from './stores/tool-store.ts';

/** "overwrites 412 of Car 7, 31 of Road and 2 more objects" */
export function overwritePhrase({ overwrites }: StrokeImpact): string | null {
  if (overwrites.length === 0) return null;
  const named = overwrites.slice(0, 2).map(({ label, count }) => `${count.toLocaleString('en')} of ${objectName(label)}`);
  const rest = overwrites.length - named.length;
  return `overwrites ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** What the stroke or cuboid under way would do, for the tip at the cursor and the HUD. Null where nothing is under way. */
export function impactPhrase(): { main: string; detail: string; amber: boolean } | null {
  const { impact, mode, combine, cuboid, overlay } = useTools.getState();
  if (impact === null) return null;
  const overwrites = overwritePhrase(impact);
  const guarded = impact.guarded > 0 ? `${impact.guarded.toLocaleString('en')} labelled kept` : null;
  const act = cuboid !== null || overlay?.closed === false ? 'Enter' : 'release';
  if (mode === 'select')
    return { main: `${points(impact.count)} ${combine === 'subtract' ? 'out of' : 'in'} the selection`, detail: `${act} to select · Esc to drop`, amber: false };
  const paint = armedPaint();
  if (paint === null) return { main: points(impact.count), detail: 'choose a class first: 1–9, or /', amber: true };
  const target = combine === 'subtract' ? 'unlabelled' : paint.label === 0 ? 'unlabelled' : objectName(paint.label);
  return {
    main: `${points(impact.count)} → ${target}`,
    detail: [overwrites, guarded, `${act} to label · Esc to drop`].filter((part) => part !== null).join(' · '),
    amber: overwrites !== null,
  };
}

/** What is armed, in a word. */
export function armedHeadline(armedClass: number | null): string {
  if (armedClass === null) return 'No class armed';
  return armedClass === 0 ? 'Erase' : className(useScene.getState().taxonomy, armedClass);
}
