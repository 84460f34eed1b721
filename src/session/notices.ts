import { Emitter } from './emitter.ts';

export interface Notice {
  /** 'loss': something of the data was lost or is wrong, and people must not miss it. */
  readonly kind: 'info' | 'success' | 'error' | 'loss';
  readonly text: string;
}

/** Short messages for people; the shell shows them for a few seconds, and those about a loss until they are closed. */
export const notices = new Emitter<Notice>();

export function notify(kind: Notice['kind'], text: string): void {
  notices.emit({ kind, text });
}
