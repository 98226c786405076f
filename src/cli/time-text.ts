/** An ISO time to the second, in UTC: 2026-11-28 09:28:04. */
export function timeText(time: string): string {
  return time.replace('T', ' ').replace(/\..*$/, '');
}
