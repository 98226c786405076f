import type { HwcheckReviewDocument } from '../../src/api/hwcheck.js';

/** What the support table of the README says about boards, from accepted reports alone. */
export function boardsBurnt(
  reports: readonly (HwcheckReviewDocument & { readonly file: string })[],
  family: string,
): string {
  const burnt = reports.filter(
    ({ device, rows }) =>
      device.startsWith(family) && rows.some(({ id, verdict }) => id === 'burn.unit' && verdict === 'ok'),
  );
  if (burnt.length === 0) return '0';
  const links = burnt.map(
    ({ date, unitSeconds = 0, file }) =>
      `${unitSeconds.toFixed(1)} s a unit, ${date.slice(0, 10)}, [report](test/silicon/${file})`,
  );
  return `${burnt.length}: ${links.join('; ')}`;
}
