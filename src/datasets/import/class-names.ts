/** Whether two names are one class: KITTI's names are one word each, and formats spell them in cases of their own. */
export function sameClass(a: string, b: string): boolean {
  return plain(a) === plain(b);
}

function plain(className: string): string {
  return className.toLowerCase().replace(/[_\s]+/g, ' ');
}
