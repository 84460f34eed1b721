/** Runs `job` over items, a few at a time, and gives the results in order: thousands of small reads, not thousands of open files. */
export async function concurrently<T, R>(items: readonly T[], job: (item: T) => Promise<R>, width = 16): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const i = next++;
      results[i] = await job(items[i]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  return results;
}
