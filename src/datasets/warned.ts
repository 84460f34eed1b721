import { DataError } from '#src/core/errors.ts';

/** Does `job`; what is wrong with the data becomes a warning and null, so that the rest of the dataset stays usable. */
export async function warned<T>(warnings: string[], job: () => T | Promise<T>): Promise<T | null> {
  try {
    return await job();
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    warnings.push(error.message);
    return null;
  }
}
