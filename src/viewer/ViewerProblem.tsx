import { Component } from 'react';
import type { ReactNode } from 'react';

/** A problem of the 3D view, in its place: the rest of the app stays usable. */
export function Problem({ title, detail, onRetry }: { title: string; detail: string; onRetry?: () => void }) {
  return (
    // The view behind it must not take the press.
    <div className="viewer-problem" role="alert" onPointerDown={(event) => event.stopPropagation()}>
      <strong>{title}</strong>
      <p>{detail}</p>
      {onRetry && <button onClick={onRetry}>Show the view again</button>}
    </div>
  );
}

/** Catches what goes wrong while the view is made or drawn. */
export class ViewerBoundary extends Component<{ children: ReactNode; onRetry: () => void }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    const retry = () => {
      this.setState({ error: null });
      this.props.onRetry();
    };
    return <Problem title="The 3D view has failed" detail={`${error.message} Labels are not affected.`} onRetry={retry} />;
  }
}

/** Asked once: each try costs a context, and browsers give out few. */
let supported: boolean | null = null;

export function hasWebGl2(): boolean {
  if (supported === null) {
    const context = document.createElement('canvas').getContext('webgl2');
    supported = context !== null;
    context?.getExtension('WEBGL_lose_context')?.loseContext();
  }
  return supported;
}
