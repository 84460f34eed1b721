import { Component } from 'react';
import type { ReactNode } from 'react';
import { unsavedChanges } from '#src/session/saving.ts';

/** A mistake of ours in drawing the app must not look like lost work: says what happened, and what is safe. */
export class Failsafe extends Component<{ readonly children: ReactNode }, { readonly error: Error | null }> {
  override state = { error: null };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state as { error: Error | null };
    if (error === null) return this.props.children;
    const unsaved = unsavedChanges().length;
    return (
      <main className="empty">
        <h2>Pointweld stopped drawing</h2>
        <p className="problem" role="alert">
          {error.message}
        </p>
        <p>{unsaved === 0 ? 'All changes are saved.' : `${unsaved} changes are not saved yet.`}</p>
        <button type="button" className="primary" onClick={() => location.reload()}>
          Load it again
        </button>
      </main>
    );
  }
}
