import { describe, expect, it } from 'vitest';
import type { KeptSector } from '../../src/burn/index.js';
import type { SimulatedChip } from '../../src/chip/index.js';
import { OtpforgeError } from '../../src/errors/index.js';
import type { SparseImage } from '../../src/image/index.js';
import { redactError, Secrets } from '../../src/secrets/index.js';
import { imageOf } from '../support/images.js';
import { sectorBase, sectorSize } from '../support/sector.js';
import { burnBesideSector, sectorRig } from './sector-support.js';
import { type Bend, ramp } from './support.js';

const FLASH = 0x08000000;
const firmware = imageOf([FLASH, ramp(64)]);
const identity = ramp(16);

/** A place for what a sector held, which lists what is kept and what is forgotten. */
function keeper() {
  const kept: { readonly uid: string; readonly image: SparseImage }[] = [];
  const forgotten: string[] = [];
  const keepSector = async (uid: string, image: SparseImage): Promise<KeptSector> => {
    kept.push({ uid, image });
    const file = `kept-${kept.length}.hex`;
    return { file, forget: async () => void forgotten.push(file) };
  };
  return { kept, forgotten, keepSector };
}

/** A probe whose download does something to the rest of the chip, or fails. */
const downloading =
  (harm: (chip: SimulatedChip) => void): Bend =>
  (probe, chip) => ({
    programFlash: async (image, progress) => {
      await probe.programFlash(image, progress);
      harm(chip);
    },
  });
const erase = (chip: SimulatedChip) => chip.bench.poke(sectorBase, new Uint8Array(sectorSize).fill(0xff));
const lost = () => new OtpforgeError('PROBE_LOST', { message: 'the cable was pulled' });

function withIdentity(bend?: Bend) {
  const unit = sectorRig(bend);
  unit.chip.bench.poke(sectorBase + 32, identity);
  return { ...unit, ...keeper() };
}

describe('a download of firmware beside a reserved sector', () => {
  it('keeps the identity, and no copy of it', async () => {
    const { kept, forgotten, ...unit } = withIdentity();
    expect(await burnBesideSector(unit, firmware, unit)).toMatchObject({ result: 'done' });
    expect(unit.otp().subarray(32, 48)).toEqual(identity);
    expect(kept.map(({ image }) => image.segments)).toMatchObject([
      [{ address: sectorBase + 32, bytes: identity }],
    ]);
    expect(forgotten).toEqual(['kept-1.hex']);
  });

  it('gives the probe no byte of the sector', async () => {
    const downloads: SparseImage[] = [];
    const unit = sectorRig((probe) => ({
      programFlash: async (image, progress) => {
        downloads.push(image);
        await probe.programFlash(image, progress);
      },
    }));
    const owned = [{ address: sectorBase, length: 8 }];
    const image = imageOf([sectorBase - 8, ramp(16)]);
    // The unit in the sector is there already.
    unit.chip.bench.poke(sectorBase, ramp(16).subarray(8));
    const judge = { owned, refusals: () => [], judge: () => undefined };
    expect(await burnBesideSector(unit, image, {}, judge)).toMatchObject({ result: 'done' });
    expect(downloads.map(({ segments }) => segments)).toMatchObject([
      [{ address: sectorBase - 8, bytes: ramp(16).subarray(0, 8) }],
    ]);
  });

  it('keeps no copy of a blank sector, and sees what is written there', async () => {
    const { keepSector, kept } = keeper();
    const blank = sectorRig();
    expect(await burnBesideSector(blank, firmware, { keepSector })).toMatchObject({ result: 'done' });
    const written = sectorRig(downloading((chip) => chip.bench.poke(sectorBase + 8, identity)));
    await expect(burnBesideSector(written, firmware, { keepSector })).rejects.toMatchObject({
      code: 'SECTOR_CHANGED',
      memory: { address: sectorBase + 8, values: { old: 0xff, new: identity[0] } },
    });
    expect(kept).toEqual([]);
  });

  it('ends with 6 where the probe erased the sector, names the file with the old bytes, and burns nothing', async () => {
    const { kept, forgotten, ...unit } = withIdentity(downloading(erase));
    const image = imageOf([FLASH, ramp(64)], [sectorBase, ramp(8)]);
    await expect(burnBesideSector(unit, image, unit)).rejects.toMatchObject({
      code: 'SECTOR_CHANGED',
      exitCode: 6,
      message: expect.stringMatching(
        /^the reserved sector at 0x080F8020 changed from 0B to FF \(and 15 more\) while the probe wrote the firmware\. .*what it held is in kept-1\.hex$/,
      ),
      remedy: expect.stringContaining('Keep kept-1.hex'),
      details: { kept: 'kept-1.hex' },
    });
    expect(kept).toHaveLength(1);
    expect(forgotten).toEqual([]);
    expect(unit.chip.counters.otpOperations).toBe(0);
    expect(unit.calls).not.toContain('resetRun');
  });

  it('also looks where the download failed', async () => {
    const {
      kept: _,
      forgotten,
      ...unit
    } = withIdentity((_probe, chip) => ({
      programFlash: async () => {
        erase(chip);
        throw new OtpforgeError('FLASH_DOWNLOAD_FAILED', { message: 'it did not verify' });
      },
    }));
    await expect(burnBesideSector(unit, firmware, unit)).rejects.toMatchObject({
      code: 'SECTOR_CHANGED',
      message: expect.stringContaining('which ended with FLASH_DOWNLOAD_FAILED'),
    });
    expect(forgotten).toEqual([]);
  });

  it('passes the error of a download on that left the sector alone', async () => {
    const {
      kept: _,
      forgotten,
      ...unit
    } = withIdentity(() => ({
      programFlash: async () => {
        throw new OtpforgeError('FLASH_DOWNLOAD_FAILED', { message: 'it did not verify' });
      },
    }));
    await expect(burnBesideSector(unit, firmware, unit)).rejects.toMatchObject({
      code: 'FLASH_DOWNLOAD_FAILED',
      message: 'it did not verify',
    });
    expect(forgotten).toEqual(['kept-1.hex']);
  });

  it('keeps the copy where the sector cannot be read behind the download, and says so', async () => {
    let isLost = false;
    const {
      kept: _,
      forgotten,
      ...unit
    } = withIdentity((probe) => ({
      programFlash: async () => {
        isLost = true;
        throw lost();
      },
      resetHalt: async () => {
        if (isLost) throw lost();
        await probe.resetHalt();
      },
    }));
    await expect(burnBesideSector(unit, firmware, unit)).rejects.toMatchObject({
      code: 'BURN_INTERRUPTED',
      message: expect.stringContaining('could not be read: what it held is in kept-1.hex'),
      details: { kept: 'kept-1.hex' },
    });
    expect(forgotten).toEqual([]);
  });

  it('does not begin where the copy cannot be kept', async () => {
    const { kept: _, forgotten: _none, ...unit } = withIdentity();
    const keepSector = async () => {
      throw new OtpforgeError('FILE_WRITE_FAILED', { message: 'the disk is full' });
    };
    await expect(burnBesideSector(unit, firmware, { keepSector })).rejects.toMatchObject({
      code: 'FILE_WRITE_FAILED',
    });
    expect(unit.calls).not.toContain('programFlash');
  });

  it('forgets the copy of a run that is stopped before the download', async () => {
    const { kept, forgotten, ...unit } = withIdentity();
    const stop = new AbortController();
    const keepSector = async (uid: string, image: SparseImage) => {
      stop.abort();
      return unit.keepSector(uid, image);
    };
    await expect(burnBesideSector(unit, firmware, { keepSector, signal: stop.signal })).rejects.toMatchObject(
      { code: 'STOPPED' },
    );
    expect([kept.length, forgotten]).toEqual([1, ['kept-1.hex']]);
    expect(unit.calls).not.toContain('programFlash');
  });

  it('shows no byte that a layout keeps', async () => {
    const { kept: _, forgotten: _none, ...unit } = withIdentity(downloading(erase));
    const secrets = new Secrets([{ address: sectorBase + 32, length: 16 }], {
      base: sectorBase,
      ram: { address: 0x20000000, length: 0x18000 },
    });
    const error = await burnBesideSector(unit, firmware, unit).catch((each: unknown) => each);
    const shown = redactError(error, secrets);
    expect(shown).toMatchObject({
      code: 'SECTOR_CHANGED',
      message: expect.stringContaining('changed from (secret) to (secret)'),
    });
    expect(JSON.stringify(shown instanceof OtpforgeError && shown.details)).not.toMatch(/old|new/);
  });
});
