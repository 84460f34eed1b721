import { DataError } from '../errors.ts';

/** What became of an item: its result, or what was wrong with its data. */
export type Outcome<T, R> = { readonly item: T; readonly result: R } | { readonly item: T; readonly error: DataError };

/**
 * Runs `job` over items, `width` at a time, and gives the outcomes in the order of the items: at most `width` of them are held. Throws
 * what a job throws that is no DataError, and starts no more.
 */
export async function* inOrder<T, R>(items: readonly T[], job: (item: T) => Promise<R>, width: number): AsyncGenerator<Outcome<T, R>> {
  const under: Promise<() => Outcome<T, R>>[] = [];
  let next = 0;
  const start = (): void => {
    const item = items[next++];
    under.push(
      job(item).then(
        (result) => () => ({ item, result }),
        (error: unknown) => () => {
          if (error instanceof DataError) return { item, error };
          throw error;
        },
      ),
    );
  };
  while (next < items.length || under.length > 0) {
    while (next < items.length && under.length < width) start();
    const outcome = await under.shift()!;
    yield outcome();
  }
}
