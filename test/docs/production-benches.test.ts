import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SimulatedChip, saveChip } from '../../src/chip/index.js';
import { writeIntelHex } from '../../src/image/index.js';
import { l476 } from '../support/banks.js';
import { inFolder } from '../support/cli.js';
import { imageOf } from '../support/images.js';
import { startPostgres } from '../support/postgres.js';
import { fourBenchesOf } from './production-page.js';
import { walkThrough } from './walkthrough.js';

describe('docs/production.md', () => {
  it('brings four benches with PostgreSQL through a power cut, a lost PASS, scrap, rework, a returned board and a lost disk', async () => {
    const page = fourBenchesOf(await readFile('docs/production.md', 'utf8'));
    const server = await startPostgres();
    try {
      const asked = await inFolder(async (folder) => {
        await writeFile(join(folder, 'fw.hex'), writeIntelHex(imageOf([0x08000000, [...Array(64).keys()]])));
        for (const bench of [1, 2, 3, 4]) await fillTray(folder, bench);
        return walkThrough(page.replaceAll('postgres://otpforge@db.local/controller_c', server.url), folder);
      });
      for (const command of [
        'station',
        'unit',
        'ledger key',
        'ledger scrap',
        'ledger replace',
        'ledger restore',
        'ledger adopt',
        'ledger verify',
      ])
        expect(
          asked.some((each) => each.includes(`otpforge ${command} `)),
          command,
        ).toBe(true);
    } finally {
      await server.remove();
    }
  });
});

/** Boards whose chips are blank, which the slot of a bench takes in the order of their names. */
async function fillTray(folder: string, bench: number): Promise<void> {
  const tray = join(folder, `bench${bench}`);
  mkdirSync(tray);
  for (const n of [1, 2, 3]) {
    const chip = SimulatedChip.create(l476, { uid: randomBytes(12) });
    await saveChip(join(tray, `board${bench}${n}.chip`), chip);
  }
}
