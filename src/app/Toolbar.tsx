import { useCheck } from '#src/session/stores/check-store.ts';
import { useLabels } from '#src/session/stores/label-store.ts';
import { useMasks } from '#src/session/stores/mask-store.ts';
import { useTools } from '#src/session/stores/tool-store.ts';
import { action } from './actions/index.ts';
import { toolActions } from './actions/tools.ts';
import { ActionButton } from './ActionButton.tsx';

export function Toolbar() {
  useTools((s) => s.tool);
  useLabels((s) => s.version);
  useCheck((s) => s.on);
  useMasks((s) => s.version);
  return (
    <div className="toolbar" role="toolbar" aria-label="Tools" aria-orientation="vertical">
      {toolActions.map((tool) => (
        <ActionButton key={tool.id} action={tool} side="right" />
      ))}
      <hr />
      {['label.undo', 'label.redo'].map((id) => (
        <ActionButton key={id} action={action(id)} side="right" />
      ))}
      <hr />
      {['check.switch', 'view.home', 'view.birds-eye', 'help.keys'].map((id) => (
        <ActionButton key={id} action={action(id)} side="right" />
      ))}
    </div>
  );
}
