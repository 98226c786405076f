/** A URL as it may be shown: without a password, which belongs in PGPASSFILE. */
export function shownUrl(url: string): string {
  return url.replace(/^([a-z]+:\/\/[^/@:]*):[^/@]*@/, '$1@').replace(/([?&]password=)[^&]*/g, '$1…');
}
