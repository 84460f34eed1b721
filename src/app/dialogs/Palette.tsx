import { className } from '#src/core/labels/taxonomy.ts';
import { arm } from '#src/session/arming.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { useTools } from '#src/session/stores/tool-store.ts';
import { actions } from '../actions/index.ts';
import { shortcutsOf } from '../own-shortcuts.ts';
import { readable } from '../shortcuts.ts';
import { showDialog } from '../stores.ts';
import type { Entry } from './FilterList.tsx';
import { FilterList } from './FilterList.tsx';
import { Modal } from './Modal.tsx';

/** Everything that can be done, and every class, by name. */
export function Palette() {
  const classes = classEntries();
  const known = actions.filter((action) => !/^label\.class-/.test(action.id));
  const entries = known.map((action): Entry => ({
    id: action.id,
    title: action.title,
    detail: shortcutsOf(action).slice(0, 1).map(readable)[0] ?? action.group,
    disabled: action.enabled?.() === false,
    run: () => {
      if (action.enabled?.() === false) return;
      showDialog(null);
      action.run();
    },
  }));
  return (
    <Modal title="Search actions and classes">
      <FilterList entries={[...entries, ...classes]} placeholder="Type what you want to do, or a class" />
    </Modal>
  );
}

export function ClassFinder() {
  return (
    <Modal title="Find a class">
      <FilterList entries={classEntries()} placeholder="Type a part of its name" />
    </Modal>
  );
}

function classEntries(): Entry[] {
  const { taxonomy } = useScene.getState();
  const { digits } = useTools.getState();
  return taxonomy.classes.map((c) => ({
    id: `class-${c.id}`,
    title: className(taxonomy, c.id),
    detail: digits.includes(c.id) ? `${digits.indexOf(c.id) + 1}` : `class ${c.id}`,
    colour: c.colour,
    run: () => {
      showDialog(null);
      arm(c.id);
    },
  }));
}
