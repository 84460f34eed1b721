import { Tooltip } from 'radix-ui';
import { Toaster } from 'sonner';
import { useEffect } from 'react';
import { lookForOthers, unsavedChanges, writeSnapshots } from '#src/session/saving.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { Dialogs } from './dialogs/Dialogs.tsx';
import { DropTarget } from './DropTarget.tsx';
import { EmptyState } from './EmptyState.tsx';
import { Layout } from './Layout.tsx';
import { Losses } from './Losses.tsx';
import { useNotices } from './notices.ts';
import { SaveBanner } from './SaveBanner.tsx';
import { TopBar } from './TopBar.tsx';
import { useKeys } from './use-keys.ts';

export function App() {
  const isOpen = useScene((s) => s.scene !== null);
  useKeys();
  useNotices();
  useEffect(warnBeforeLeaving, []);
  useEffect(lookOnReturn, []);
  return (
    <Tooltip.Provider delayDuration={400}>
      <DropTarget>
        <TopBar />
        <SaveBanner />
        <Losses />
        {isOpen ? <Layout /> : <EmptyState />}
      </DropTarget>
      <Dialogs />
      <Toaster theme="dark" position="bottom-center" offset={96} duration={2500} />
    </Tooltip.Provider>
  );
}

/** Who comes back to a tab sees what was saved meanwhile from another one; who turns away leaves time for what saves time later. */
function lookOnReturn(): () => void {
  const look = () => (document.visibilityState === 'visible' ? lookForOthers() : writeSnapshots());
  document.addEventListener('visibilitychange', look);
  addEventListener('focus', look);
  return () => {
    document.removeEventListener('visibilitychange', look);
    removeEventListener('focus', look);
  };
}

function warnBeforeLeaving(): () => void {
  const warn = (event: BeforeUnloadEvent) => {
    if (unsavedChanges().length > 0) event.preventDefault();
  };
  addEventListener('beforeunload', warn);
  return () => removeEventListener('beforeunload', warn);
}
