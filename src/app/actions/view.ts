import { colourModes } from '#src/core/colour/modes/index.ts';
import { shownSweeps, workspace } from '#src/session/current.ts';
import { choosePalette } from '#src/session/palette.ts';
import { useHover } from '#src/session/stores/hover-store.ts';
import { useTools } from '#src/session/stores/tool-store.ts';
import { useView } from '#src/session/stores/view-store.ts';
import { showAll, toggleClass, toggleHidden, toggleOnlyClass, visibility } from '#src/session/visibility.ts';
import { hidesSomething, isClassShown } from '#src/core/labels/visibility.ts';
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
  useView.setState(({ sizing, pointSize, pointMetres }) =>
    sizing === 'attenuated' ? { pointMetres: Math.min(0.5, Math.max(0.01, pointMetres * factor)) } : { pointSize: Math.min(12, Math.max(1, pointSize * factor)) },
  );
}

function focusCursor(): void {
  const { point } = useHover.getState();
  const world = point === null ? null : workspace()?.worldPoint(point.sweep, point.index);
  if (world) viewport()?.focus(world);
}

type Switch = 'eyeDome' | 'masks' | 'maskOutline' | 'grid' | 'axes' | 'frusta' | 'boxes' | 'imagePoints';
const toggle = (key: Switch, title: string, shortcuts?: readonly string[]): Action => ({
  id: `view.${key}`,
  title,
  group: 'View',
  shortcuts,
  active: () => useView.getState()[key],
  run: () => useView.setState((s) => ({ [key]: !s[key] })),
});

const hide = (what: 'hideLabelled' | 'hideUnlabelled' | 'hideDrafts', title: string, shortcuts?: readonly string[]): Action => ({
  id: `view.${what}`,
  title,
  group: 'View',
  shortcuts,
  active: () => visibility()[what],
  run: () => toggleHidden(what),
});

const armedClass = () => useTools.getState().armedClass;

/** What is hidden is neither seen nor selected. */
const hidingActions: readonly Action[] = [
  { id: 'view.show-all', title: 'Show everything that is hidden', group: 'View', shortcuts: ['Shift+a'], enabled: () => hidesSomething(visibility()), run: showAll },
  hide('hideLabelled', 'Hide what is labelled', ['Shift+l']),
  hide('hideUnlabelled', 'Hide what is unlabelled', ['Shift+u']),
  hide('hideDrafts', 'Hide drafts'),
  {
    id: 'view.hide-armed', title: 'Hide the armed class', group: 'View', enabled: () => armedClass() !== null,
    active: () => !isClassShown(armedClass() ?? 0, visibility()),
    run: () => toggleClass(armedClass() ?? 0),
  },
  {
    id: 'view.only-armed', title: 'Show the armed class alone', group: 'View', shortcuts: ['Shift+o'], enabled: () => armedClass() !== null,
    active: () => visibility().onlyClass === armedClass(),
    run: () => toggleOnlyClass(armedClass() ?? 0),
  },
  {
    id: 'view.dimHidden', title: 'Dim what is hidden instead', group: 'View',
    active: () => useView.getState().dimHidden,
    run: () => useView.setState((s) => ({ dimHidden: !s.dimHidden })),
  },
];

export const viewActions: readonly Action[] = [
  { id: 'view.home', title: 'First view of the frame', group: 'View', shortcuts: ['h'], icon: 'home', run: () => viewport()?.home() },
  { id: 'view.birds-eye', title: "Bird's eye", group: 'View', shortcuts: ['Shift+b'], icon: 'birds-eye', run: () => viewport()?.birdsEye() },
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
  ...hidingActions,
  toggle('eyeDome', 'Shades that show depth (eye-dome lighting)'),
  toggle('imagePoints', 'Points on the images', ['p']),
  toggle('masks', 'Masks on the images', ['Shift+m']),
  toggle('maskOutline', 'Outlines of the masks'),
  toggle('boxes', 'Boxes', ['Shift+c']),
  toggle('frusta', 'Camera frusta'),
  toggle('grid', 'Grid'),
  toggle('axes', 'Axes'),
];
