/** "14:02" */
export function clock(timeMs: number): string {
  return new Date(timeMs).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

/** "14:02", with the day where it is another one; '' for a time that no calendar holds. */
export function when(timeMs: number): string {
  const time = new Date(timeMs);
  if (Number.isNaN(time.getTime())) return '';
  return time.toDateString() === new Date().toDateString() ? clock(timeMs) : `${time.toLocaleDateString('en-CA')} ${clock(timeMs)}`;
}
