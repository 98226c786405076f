import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { keepSector } from '../../src/api/keep-sector.js';
import { readIntelHex } from '../../src/image/index.js';
import { appendToJournal, readJournal, recordRun } from '../../src/journal/index.js';
import { burnBesideSector, sectorRig } from '../burn/sector-support.js';
import { type Bend, ramp } from '../burn/support.js';
import { inFolder } from '../support/cli.js';
import { imageOf } from '../support/images.js';
import { sectorBase, sectorSize } from '../support/sector.js';

const { OTPFORGE_STATE_DIR: usual } = process.env;
let folder = '';
afterEach(() => {
  if (usual === undefined) delete process.env.OTPFORGE_STATE_DIR;
  else process.env.OTPFORGE_STATE_DIR = usual;
});

const identity = Uint8Array.from(Buffer.from('SN-000042 secret'));

/** Programs firmware beside an identity, with a journal and the state folder in one place. */
async function run(bend?: Bend) {
  const unit = sectorRig(bend);
  unit.chip.bench.poke(sectorBase + 64, identity);
  const file = join(folder, 'journal.jsonl');
  const outcome = await recordRun({ append: (entry) => appendToJournal(file, entry) }, (hooks) =>
    burnBesideSector(unit, imageOf([0x08000000, ramp(32)]), { keepSector, ...hooks }),
  ).catch((error: unknown) => error);
  return { unit, file, outcome, entries: (await readJournal(file)).entries };
}

const inState = (work: () => Promise<void>) =>
  inFolder(async (made) => {
    folder = made;
    process.env.OTPFORGE_STATE_DIR = join(made, 'state');
    await work();
  });

const erasing: Bend = (probe, chip) => ({
  programFlash: async (image, progress) => {
    await probe.programFlash(image, progress);
    chip.bench.poke(sectorBase, new Uint8Array(sectorSize).fill(0xff));
  },
});

describe('what a reserved sector held before a download that erased it', () => {
  it('is in a file for its user alone, which the journal names, and which programs it again', () =>
    inState(async () => {
      const { file, outcome, entries } = await run(erasing);
      expect(outcome).toMatchObject({ code: 'SECTOR_CHANGED' });
      const [, end] = entries;
      expect(end).toMatchObject({
        state: 'end',
        result: 'failed',
        codes: ['SECTOR_CHANGED'],
        written: 'firmware',
      });
      const kept = end?.state === 'end' ? (end.kept ?? '') : '';
      expect(kept.startsWith(join(folder, 'state', 'sectors'))).toBe(true);
      if (process.platform !== 'win32') expect((await stat(kept)).mode & 0o777).toBe(0o600);
      const image = readIntelHex(await readFile(kept), kept);
      expect(image.segments).toMatchObject([{ address: sectorBase + 64, bytes: identity }]);
      // The journal holds the file's name, and nothing of what is in it.
      const text = await readFile(file, 'latin1');
      expect(text).toContain(JSON.stringify(kept));
      expect(text).not.toContain('SN-000042');
      expect(text).not.toContain(Buffer.from(identity).toString('hex'));
    }));

  it('is in no file where the sector still holds it', () =>
    inState(async () => {
      const { outcome, entries } = await run();
      expect(outcome).toMatchObject({ result: 'done' });
      expect(entries.at(-1)).not.toHaveProperty('kept');
      expect(await readdir(join(folder, 'state', 'sectors'))).toEqual([]);
    }));
});
