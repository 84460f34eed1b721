import { Tooltip } from 'radix-ui';
import type { Action } from './actions/action.ts';
import { Icon } from './icons.tsx';
import { shortcutsOf } from './own-shortcuts.ts';
import { readable } from './shortcuts.ts';

interface Props {
  readonly action: Action;
  /** Where the tip opens. */
  readonly side?: 'right' | 'bottom' | 'top';
  readonly withTitle?: boolean;
  /** What to show in place of the action's own title. */
  readonly title?: string;
}

/** A button for an action: its icon, its state, its key in the tip. The caller re-renders when the state may have changed. */
export function ActionButton({ action, side = 'bottom', withTitle = false, title = action.title }: Props) {
  const [key] = shortcutsOf(action);
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>
        <button
          type="button"
          className={withTitle ? 'button' : 'icon'}
          aria-label={title}
          aria-pressed={action.active?.()}
          disabled={action.enabled?.() === false}
          data-action={action.id}
          onClick={() => action.run()}
        >
          {action.icon !== undefined && <Icon name={action.icon} />}
          {withTitle && <span>{title}</span>}
        </button>
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className="tip" side={side} sideOffset={6}>
          {title} {key !== undefined && <kbd>{readable(key)}</kbd>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
