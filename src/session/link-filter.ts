import type { Visibility } from '#src/core/labels/visibility.ts';
import { everythingShown } from '#src/core/labels/visibility.ts';

const SWITCHES = { l: 'hideLabelled', u: 'hideUnlabelled', d: 'hideDrafts' } as const;

/**
 * What is hidden as a short text: 'c40.48-o65546-C10-l'. Hidden classes and objects, the class or the object that is shown alone
 * (capitals), and a letter for each of labelled, unlabelled, drafts.
 */
export function formatFilter({ hiddenClasses, hiddenObjects, onlyClass, onlyObject, ...switches }: Visibility): string {
  const parts: string[] = [];
  if (hiddenClasses.size > 0) parts.push(`c${[...hiddenClasses].join('.')}`);
  if (hiddenObjects.size > 0) parts.push(`o${[...hiddenObjects].join('.')}`);
  if (onlyClass !== null) parts.push(`C${onlyClass}`);
  if (onlyObject !== null) parts.push(`O${onlyObject}`);
  for (const [letter, key] of Object.entries(SWITCHES)) if (switches[key]) parts.push(letter);
  return parts.join('-');
}

/** The same back; null where it hides nothing, or where a part of it makes no sense: half a filter would show something else. */
export function parseFilter(text: string | null): Visibility | null {
  if (text === null || !/^([cCoO]\d{1,10}(\.\d{1,10})*|[lud])(-([cCoO]\d{1,10}(\.\d{1,10})*|[lud]))*$/.test(text)) return null;
  let filter: Visibility = everythingShown;
  for (const part of text.split('-')) {
    const letter = part[0];
    const ids = part.slice(1).split('.').map(Number);
    if (part.length > 1 && ids.some((id) => id > (/c/i.test(letter) ? 0xffff : 0xffffffff))) return null;
    if (letter === 'c') filter = { ...filter, hiddenClasses: new Set(ids) };
    else if (letter === 'o') filter = { ...filter, hiddenObjects: new Set(ids) };
    else if (letter === 'C') filter = { ...filter, onlyClass: ids[0] };
    else if (letter === 'O') filter = { ...filter, onlyObject: ids[0] };
    else filter = { ...filter, [SWITCHES[letter as keyof typeof SWITCHES]]: true };
  }
  return filter;
}
