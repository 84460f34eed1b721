import { formatPlace, goToPlace, parsePlace, presentPlace } from '#src/session/links.ts';
import { notify } from '#src/session/notices.ts';

/** Goes where the page's address says, if it says so. */
export async function followLink(): Promise<void> {
  const place = parsePlace(location.hash);
  if (place !== null) await goToPlace(place);
}

/** An address that was changed by hand, or chosen from the browser's history, is followed too. */
export function followLinks(): void {
  addEventListener('hashchange', () => void followLink());
}

/** Copies the address of what is on screen. */
export async function copyLink(): Promise<void> {
  const place = presentPlace();
  if (place === null) return;
  const url = new URL(location.href);
  url.hash = formatPlace(place);
  history.replaceState(null, '', url);
  try {
    await navigator.clipboard.writeText(url.href);
    notify('success', 'The link to this place is copied.');
  } catch {
    notify('info', 'The address of this page is now the link to this place.');
  }
}
