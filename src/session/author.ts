const NAME_KEY = 'pointweld-author';

/** Who the Changes of this browser are by; 'annotator' until a name is set. */
export function author(): string {
  return localStorage.getItem(NAME_KEY) ?? 'annotator';
}

/** This tab, for telling its Changes from those of another one. */
export const clientId: string = crypto.randomUUID();
