/** 'a/b/c.d.bin' → 'a/b'; '' at the top. */
export function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/** 'a/b/c.d.bin' → 'c.d' */
export function stemOf(path: string): string {
  const name = nameOf(path);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

/** 'a/b/c.d.bin' → 'c.d.bin' */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** 'a/b/c.d.BIN' → 'bin' */
export function extensionOf(path: string): string {
  const name = nameOf(path);
  return name.includes('.') ? name.slice(name.lastIndexOf('.') + 1).toLowerCase() : '';
}

export function joined(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

const collator = new Intl.Collator('en', { numeric: true });

/** Order in which people count: 9 before 10; equal numbers by plain comparison, so that the order is total. */
export function naturally(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** A path written in a dataset's own file that this program may follow: relative, and not out of the folder. */
export function isInsidePath(path: string): boolean {
  return !/^[/\\]|^[A-Za-z][A-Za-z0-9+.-]*:|\\|[\u0000-\u001f]/.test(path) && !path.split('/').includes('..') && path !== '';
}
