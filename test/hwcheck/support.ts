import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type HwcheckDocument, type HwcheckOptions, hwcheck } from '../../src/api/hwcheck.js';
import type { HwcheckReport, Row } from '../../src/hwcheck/index.js';

/** Runs hwcheck on a simulated chip, every question answered with yes. */
export function check(
  folder: string,
  probe: HwcheckOptions['probe'],
  options: Partial<HwcheckOptions> = {},
): Promise<HwcheckDocument> {
  return hwcheck({ probe, folder, confirm: async () => true, ...options });
}

export function differing(rows: readonly Row[]): readonly string[] {
  return rows.filter(({ verdict }) => verdict === 'differs').map(({ id, seen }) => `${id}: ${seen}`);
}

export async function reportIn({ folder }: HwcheckDocument): Promise<HwcheckReport> {
  return JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
}
