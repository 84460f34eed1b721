/** 32 hexadecimal digits that stand for a text: the same text gives the same token. A token that is one already stays. */
export function tokenOf(text: string): string {
  if (/^[0-9a-f]{32}$/.test(text)) return text;
  return [0x811c9dc5, 0x01000193, 0x9e3779b9, 0x85ebca6b].map((seed) => hash(text, seed).toString(16).padStart(8, '0')).join('');
}

/** FNV-1a over UTF-16 units, closed with MurmurHash3's finaliser (both are in the public domain). */
function hash(text: string, seed: number): number {
  let h = seed;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
