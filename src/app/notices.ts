import { useEffect } from 'react';
import { toast } from 'sonner';
import { notices } from '#src/session/notices.ts';

/** Shows what the session has to say, but for losses (Losses.tsx). */
export function useNotices(): void {
  useEffect(
    () =>
      notices.subscribe(({ kind, text }) => {
        if (kind === 'loss') return;
        if (kind === 'error') toast.error(text, { id: text, duration: 8_000, closeButton: true });
        else if (kind === 'success') toast.success(text);
        else toast(text);
      }),
    [],
  );
}
