import { Emitter } from './emitter.ts';

export interface Notice {
  readonly kind: 'info' | 'success' | 'error';
  readonly text: string;
}

/** Short messages for people; the shell shows them for a few seconds. */
export const notices = new Emitter<Notice>();

export function notify(kind: Notice['kind'], text: string): void {
  notices.emit({ kind, text });
}
