/** Lets the user choose files; an empty list where they changed their mind. */
export function chooseFiles({ accept = '', multiple = false, folder = false }: { accept?: string; multiple?: boolean; folder?: boolean }): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = accept;
    input.multiple = multiple;
    input.webkitdirectory = folder;
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}

/** Hands a file to the user through the browser's downloads. */
export function download(name: string, bytes: Uint8Array): void {
  downloadParts(name, [bytes]);
}

/** The same for a file in parts: they are never put together in memory. */
export function downloadParts(name: string, parts: readonly Uint8Array[]): void {
  const url = URL.createObjectURL(new Blob(parts as Uint8Array<ArrayBuffer>[], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has taken its own hold of the blob once the click returned to the event loop.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * The browser's own folder dialog, where it has one (Chromium): files are read when they are needed, and nobody is asked
 * to "upload" a dataset. Null elsewhere.
 */
export function folderDialog(): (() => Promise<FileSystemDirectoryHandle>) | null {
  const { showDirectoryPicker } = window as { showDirectoryPicker?: () => Promise<FileSystemDirectoryHandle> };
  return showDirectoryPicker === undefined ? null : () => showDirectoryPicker.call(window);
}
