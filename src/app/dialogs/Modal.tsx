import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { X } from 'lucide-react';
import { showDialog } from '../stores.ts';

interface Props {
  readonly title: string;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** A dialog over the app; Escape and a click outside close it. */
export function Modal({ title, wide = false, children }: Props) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && showDialog(null)}>
      <Dialog.Portal>
        <Dialog.Overlay className="dialog-shade" />
        <Dialog.Content className={wide ? 'dialog wide' : 'dialog'} aria-describedby={undefined}>
          <Dialog.Title>{title}</Dialog.Title>
          {children}
          <Dialog.Close className="icon dialog-close" aria-label="Close">
            <X size={16} />
          </Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
