import { Eye, EyeOff } from 'lucide-react';
import type { MouseEvent } from 'react';
import './display.css';

interface Props {
  /** What it hides and shows, as its row says it. */
  readonly name: string;
  readonly shown: boolean;
  onToggle(): void;
  /** Alt+click. */
  onOnly(): void;
}

/** Hides what a row stands for, and shows it again; with Alt it alone stays. */
export function EyeButton({ name, shown, onToggle, onOnly }: Props) {
  const title = shown ? `Hide ${name} (Alt+click: show nothing else)` : `Show ${name}`;
  const click = (event: MouseEvent) => (event.altKey ? onOnly() : onToggle());
  return (
    <button type="button" className="eye" aria-label={shown ? `Hide ${name}` : `Show ${name}`} title={title} data-shown={shown} onClick={click}>
      {shown ? <Eye size={13} aria-hidden /> : <EyeOff size={13} aria-hidden />}
    </button>
  );
}
