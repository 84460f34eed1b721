import { useEffect } from 'react';
import { toast } from 'sonner';
import { notices } from '#src/session/notices.ts';

/** Shows what the session has to say. */
export function useNotices(): void {
  useEffect(
    () =>
      notices.subscribe(({ kind, text }) => {
        if (kind === 'error') toast.error(text, { id: text, duration: 8_000, closeButton: true });
        else if (kind === 'success') toast.success(text);
        else toast(text);
      }),
    [],
  );
}
