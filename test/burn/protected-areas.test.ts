import { describe, expect, it } from 'vitest';
import type { Device, ProtectedArea } from '../../src/bank/index.js';
import { planChip, readChipOtp, verifyUnit } from '../../src/burn/index.js';
import { protectedAreaRefusals } from '../../src/burn/protected-areas.js';
import { OtpforgeError } from '../../src/errors/index.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import { l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { sectorBase, sectorSize, withProtectedAreas } from '../support/sector.js';
import { sectorRig } from './sector-support.js';
import { ramp } from './support.js';

const flashBank = 0x08080000;
const register = 0x52002128;
const area: ProtectedArea = {
  name: 'PCROP in FLASH_PRAR_CUR2',
  register,
  base: flashBank,
  unit: 256,
  start: { shift: 0, mask: 0xfff },
  end: { shift: 16, mask: 0xfff },
  remedy: 'Take the area away.',
};
const device = withProtectedAreas(area);
const unitOf = (address: number) => (address - flashBank) / 256;
const word = (first: number, last: number) => ((last << 16) | first) >>> 0;
const first = unitOf(sectorBase);
const last = unitOf(sectorBase + sectorSize) - 1;

describe('a protected area of the main flash', () => {
  it.each([
    ['ends right before the sector', word(0, first - 1), false],
    ['reaches into the sector by its first unit', word(0, first), true],
    ['is inside the sector', word(first + 1, first + 2), true],
    ['begins with the last unit of the sector', word(last, last + 5), true],
    ['begins behind the sector', word(last + 1, last + 5), false],
    ['is not there, since it begins behind its end', word(0xff, 0), false],
    // RM0433, FLASH_PRAR_CUR1: an end equal to the start protects the whole bank.
    ['starts where it ends, and so is the whole flash bank', word(3, 3), true],
  ] as const)('that %s is judged', (_where, value, isRefused) => {
    const refusals = protectedAreaRefusals([value], device.bank);
    expect(refusals.length > 0).toBe(isRefused);
    if (!isRefused) return;
    expect(refusals).toMatchObject([
      { code: 'PRECONDITION', address: register, remedy: 'Take the area away.' },
    ]);
    expect(refusals[0]?.message).toMatch(
      /^the reserved sector \(0x080F8000 to 0x080FFFFF\) is in a protected area: PCROP in FLASH_PRAR_CUR2, 0x08/,
    );
  });

  it('that was not read counts as if it protected the sector', () => {
    expect(protectedAreaRefusals(undefined, device.bank)).toMatchObject([
      { message: expect.stringContaining('not known') },
    ]);
    expect(protectedAreaRefusals([], device.bank)).toHaveLength(1);
  });
});

/** A chip whose register holds that, and which answers reads of a protected sector with a bus error where it must. */
function chipWith(value: number, isReadable: boolean, described: Device = device) {
  return sectorRig(
    (probe) => ({
      readMemory: async (address, length, width) => {
        if (address === register) return Uint8Array.from([0, 8, 16, 24], (shift) => (value >>> shift) & 0xff);
        const inSector = address < sectorBase + sectorSize && address + length > sectorBase;
        if (inSector && !isReadable) throw new OtpforgeError('TARGET_FAULT', { message: 'a bus error' });
        return probe.readMemory(address, length, width);
      },
    }),
    described,
  );
}

describe('a chip with such an area over the sector', () => {
  const image = imageOf([0x08000000, ramp(8)], [sectorBase, ramp(8)]);
  const planOf = async (unit: ReturnType<typeof chipWith>) =>
    (await planChip({ ...unit, image, loader: await loadBuiltLoader(l476.bank) })).plan;

  it.each([true, false])('is refused by its plan: readable = %s', async (isReadable) => {
    const plan = await planOf(chipWith(word(0, last), isReadable));
    expect(plan.refusals).toMatchObject([{ code: 'PRECONDITION', address: register }]);
  });

  it('is not refused where the area is elsewhere', async () => {
    expect((await planOf(chipWith(word(0, first - 1), true))).refusals).toEqual([]);
  });

  it('is not read and not compared where the chip answers with a bus error', async () => {
    const unit = chipWith(word(0, last), false);
    const refusals = [{ code: 'PRECONDITION', address: register }];
    expect(await readChipOtp(unit.probe, device)).toMatchObject({ refusals });
    expect(await verifyUnit(unit.probe, device, image)).toMatchObject({ result: 'refused', refusals });
  });

  it('is read and compared where the chip lets that be', async () => {
    const unit = chipWith(word(0, last), true);
    expect(await readChipOtp(unit.probe, device)).toMatchObject({ refusals: [] });
    expect(await verifyUnit(unit.probe, device, image)).toMatchObject({ result: 'different' });
  });
});
