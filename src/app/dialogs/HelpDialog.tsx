import { actions } from '../actions/index.ts';
import { shortcutsOf } from '../own-shortcuts.ts';
import { readable } from '../shortcuts.ts';
import { Modal } from './Modal.tsx';

const MOUSE: readonly (readonly [string, string])[] = [
  ['Left drag', 'the tool; with V, turns the view'],
  ['Right drag', 'turns the view; with V, moves it'],
  ['Middle drag', 'moves the view'],
  ['Wheel', 'zooms to the cursor'],
  ['Double click (V)', 'turns around that point from now on'],
  ['Space held', 'gives the left button to the view'],
  ['Shift / Alt while drawing', 'adds to, or takes off, the object or selection'],
  ['Click in an image', 'looks along that pixel’s ray'],
];

export function HelpDialog() {
  const groups = [...new Set(actions.map((a) => a.group))];
  return (
    <Modal title="Keys and mouse" wide>
      <div className="help">
        <section>
          <h3>Mouse</h3>
          <dl>
            {MOUSE.map(([what, does]) => (
              <div key={what}>
                <dt>{what}</dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            {group === 'Review' && <p className="hint">At the reviewer’s desk (Shift+R) these keys come before all others: digits decide there, and arm classes elsewhere.</p>}
            <dl>
              {actions
                .filter((a) => a.group === group && shortcutsOf(a).length > 0)
                .map((a) => (
                  <div key={a.id}>
                    <dt>{shortcutsOf(a).map((chord) => <kbd key={chord}>{readable(chord)}</kbd>)}</dt>
                    <dd>{a.title}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
