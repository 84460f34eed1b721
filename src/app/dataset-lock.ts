/** How long a page that is being reloaded may take to let go. */
const PATIENCE_MS = 2000;

let taken: { readonly key: string; readonly letGo: () => void } | null = null;

/**
 * Takes a dataset for this tab, and lets go of the one that it had. Two tabs that label the same points would each make
 * Changes that do not fit the other's. Throws an Error for people where another tab has it.
 */
export async function takeDataset(key: string): Promise<void> {
  if (taken?.key === key) return;
  const held = await new Promise<() => void>((resolve, reject) => {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    navigator.locks
      .request(`pointweld-dataset ${key}`, { signal }, () => new Promise<void>((letGo) => resolve(letGo)))
      .catch(() => reject(new Error('it is open in another tab of this browser. Close it there, and try again: two tabs would overwrite each other.')));
  });
  taken?.letGo();
  taken = { key, letGo: held };
}
