/**
 * Where a file can only be put in place whole, a journal grows by new files beside it, so that no byte that was
 * acknowledged is ever written again. A part's name says which bytes of the journal it holds: "work.journal", then
 * "work.journal.0000000000000016-0000000000000412", and so on.
 */
export interface JournalPart {
  readonly name: string;
  /** Bytes [begin, end) of the journal. */
  readonly begin: number;
  readonly end: number;
}

export interface Arrangement {
  /** What the journal is made of, in order and without gaps. The first is the journal's own file, if there is one. */
  readonly pieces: readonly JournalPart[];
  readonly size: number;
  /** Parts whose bytes others hold too: a merged part holds those of many. */
  readonly covered: readonly JournalPart[];
  /** Parts behind a gap. */
  readonly stray: readonly JournalPart[];
}

const DIGITS = 16;

export function partName(journal: string, begin: number, end: number): string {
  return `${journal}.${String(begin).padStart(DIGITS, '0')}-${String(end).padStart(DIGITS, '0')}`;
}

/** The parts of a journal in a listing of its folder. */
export function partsIn(names: readonly string[], journal: string): JournalPart[] {
  return names.flatMap((name) => {
    const match = name.startsWith(`${journal}.`) ? /^(\d{16})-(\d{16})$/.exec(name.slice(journal.length + 1)) : null;
    const begin = Number(match?.[1]), end = Number(match?.[2]);
    return match !== null && end > begin && Number.isSafeInteger(end) ? [{ name, begin, end }] : [];
  });
}

/**
 * Puts a journal together. Where several parts begin at the same byte, the longest holds what the others do. A part
 * that begins inside the journal's own file was written after that file's tail was found damaged: it cuts it off.
 * @param own size of the journal's own file
 */
export function arrange(journal: string, own: number, parts: readonly JournalPart[]): Arrangement {
  const sorted = [...parts].sort((a, b) => a.begin - b.begin || b.end - a.end);
  let size = Math.min(own, sorted[0]?.begin ?? own);
  const pieces: JournalPart[] = size === 0 ? [] : [{ name: journal, begin: 0, end: size }];
  const covered: JournalPart[] = [];
  const stray: JournalPart[] = [];
  for (const part of sorted) {
    if (part.begin > size) stray.push(part);
    else if (part.begin === size) {
      pieces.push(part);
      size = part.end;
    } else covered.push(part);
  }
  return { pieces, size, covered, stray };
}
