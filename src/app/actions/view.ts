import { colourModes } from '#src/core/colour/modes/index.ts';
import { shownSweeps, workspace } from '#src/session/current.ts';
import { choosePalette } from '#src/session/palette.ts';
import { useHover } from '#src/session/stores/hover-store.ts';
import { useView } from '#src/session/stores/view-store.ts';
import { viewport } from '#src/session/viewport.ts';
import type { Action } from './action.ts';

/** Whether the points on screen have what a colour mode shows. */
export function modeAvailable(id: string): boolean {
  const mode = colourModes.find((m) => m.id === id);
  return mode !== undefined && shownSweeps().some(({ cloud }) => mode.available(cloud));
}

function nextMode(): void {
  const modes = colourModes.filter((mode) => modeAvailable(mode.id));
  const at = modes.findIndex((mode) => mode.id === useView.getState().colourMode);
  if (modes.length > 0) useView.setState({ colourMode: modes[(at + 1) % modes.length].id });
}

function resize(factor: number): void {
  useView.setState(({ pointSize }) => ({ pointSize: Math.min(12, Math.max(1, pointSize * factor)) }));
}

function focusCursor(): void {
  const { point } = useHover.getState();
  const world = point === null ? null : workspace()?.worldPoint(point.sweep, point.index);
  if (world) viewport()?.focus(world);
}

type Switch = 'masks' | 'maskOutline' | 'grid' | 'axes' | 'frusta' | 'boxes' | 'imagePoints';
const toggle = (key: Switch, title: string, shortcuts?: readonly string[]): Action => ({
  id: `view.${key}`,
  title,
  group: 'View',
  shortcuts,
  active: () => useView.getState()[key],
  run: () => useView.setState((s) => ({ [key]: !s[key] })),
});

export const viewActions: readonly Action[] = [
  { id: 'view.home', title: 'First view of the frame', group: 'View', shortcuts: ['h'], icon: 'home', run: () => viewport()?.home() },
  { id: 'view.birds-eye', title: "Bird's eye", group: 'View', shortcuts: ['b'], icon: 'birds-eye', run: () => viewport()?.birdsEye() },
  { id: 'view.focus', title: 'Turn around the point under the cursor', group: 'View', shortcuts: ['f'], enabled: () => useHover.getState().point !== null, run: focusCursor },
  { id: 'view.colour', title: 'Next colour mode', group: 'View', shortcuts: ['x'], run: nextMode },
  ...colourModes.map((mode): Action => ({
    id: `view.colour.${mode.id}`,
    title: `Colour: ${mode.title}`,
    group: 'View',
    enabled: () => modeAvailable(mode.id),
    active: () => useView.getState().colourMode === mode.id,
    run: () => useView.setState({ colourMode: mode.id }),
  })),
  {
    id: 'view.palette', title: "Class colours: the dataset's own", group: 'View',
    active: () => useView.getState().palette === 'dataset',
    run: () => choosePalette(useView.getState().palette === 'own' ? 'dataset' : 'own'),
  },
  { id: 'view.larger', title: 'Larger points', group: 'View', shortcuts: ['=', '+'], run: () => resize(1.25) },
  { id: 'view.smaller', title: 'Smaller points', group: 'View', shortcuts: ['-'], run: () => resize(0.8) },
  toggle('imagePoints', 'Points on the images', ['p']),
  toggle('masks', 'Masks on the images', ['Shift+m']),
  toggle('maskOutline', 'Outlines of the masks'),
  toggle('boxes', 'Boxes', ['Shift+b']),
  toggle('frusta', 'Camera frusta'),
  toggle('grid', 'Grid'),
  toggle('axes', 'Axes'),
];
