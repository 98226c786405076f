import { describe, expect, it } from 'vitest';
import { findBank } from '../../src/bank/index.js';
import { planChip } from '../../src/burn/index.js';
import { splitRegions } from '../../src/burn/regions.js';
import { sectorRefusals } from '../../src/burn/sector-firmware.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import { allBanks, f401, l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { sectorBank, sectorBase, sectorDevice, sectorSize } from '../support/sector.js';
import { burnBesideSector, sectorRig } from './sector-support.js';
import { ramp } from './support.js';

const FLASH = 0x08000000;
const end = sectorBase + sectorSize;
const ones = (length: number) => new Uint8Array(length).fill(0xff);

describe('an image for a chip with a reserved sector', () => {
  it('is split so that no byte of the sector is firmware', () => {
    const image = imageOf([sectorBase - 8, ramp(16)]);
    const { firmware, otp, refusals } = splitRegions(image, sectorDevice);
    expect(firmware.segments).toMatchObject([{ address: sectorBase - 8, bytes: ramp(16).subarray(0, 8) }]);
    expect(otp.segments).toMatchObject([{ address: sectorBase, bytes: ramp(16).subarray(8) }]);
    expect(refusals).toEqual([]);
    expect(splitRegions(imageOf([end, [1]]), sectorDevice).refusals).toMatchObject([
      {
        code: 'REGION',
        message: expect.stringContaining('nor in the reserved sector (0x080F8000 to 0x080FFFFF)'),
      },
    ]);
  });

  it('keeps those addresses for firmware on a chip with OTP', () => {
    expect(splitRegions(imageOf([sectorBase, ramp(8)]), l476).firmware.byteCount).toBe(8);
    expect(sectorRefusals(imageOf([FLASH, ones(16)]), f401.bank, undefined)).toEqual([]);
  });
});

describe('firmware that reaches into a reserved sector', () => {
  const refused = (address: number, length: number, why: string) => ({
    code: 'SECTOR_FIRMWARE',
    address,
    message: expect.stringMatching(
      new RegExp(
        `^test\\.hex:1 reaches into the reserved sector \\(0x080F8000 to 0x080FFFFF\\): ${length} bytes? (?:at|from) 0x[0-9A-F]{8}.*${why}\\. Firmware must stay out`,
      ),
    ),
    remedy: expect.stringContaining('FLASH is ORIGIN = 0x08000000, LENGTH = 992K.'),
  });

  it.each([
    ['by its last byte', [sectorBase - 7, ramp(8)], sectorBase, 1],
    ['as a dump of the whole flash', [FLASH, ones(0x100000)], sectorBase, sectorSize],
    ['from above', [end - 1, ramp(8)], end - 1, 1],
  ] as const)('%s is refused', (_how, part, address, length) => {
    expect(sectorRefusals(imageOf(part), sectorBank, undefined)).toEqual([refused(address, length, '')]);
  });

  it('with padding of 0xFF alone is refused, though no byte of it would be burnt', () => {
    const image = imageOf([FLASH, ramp(8)], [sectorBase + 16, [...ramp(8), ...ones(8)]]);
    expect(sectorRefusals(image, sectorBank, undefined)).toEqual([refused(sectorBase + 24, 8, ', all 0xFF')]);
  });

  it('is not taken for it where it ends right before the sector', () => {
    const image = imageOf([sectorBase - 8, ramp(8)], [sectorBase + 8, ramp(8)]);
    expect(sectorRefusals(image, sectorBank, undefined)).toEqual([]);
  });

  it('is refused beside a layout by one byte that is not in a unit of its fields', () => {
    const owned = [{ address: sectorBase, length: 16 }];
    expect(sectorRefusals(imageOf([sectorBase - 8, ramp(24)]), sectorBank, owned)).toEqual([]);
    expect(sectorRefusals(imageOf([sectorBase - 8, ramp(25)]), sectorBank, owned)).toEqual([
      refused(sectorBase + 16, 1, ', not of the layout'),
    ]);
    // A unit that the layout leaves blank is its own.
    expect(sectorRefusals(imageOf([sectorBase, ones(8)]), sectorBank, owned)).toEqual([]);
  });

  it('is refused before anything is erased, and so is its plan', async () => {
    const image = imageOf([sectorBase - 16, ramp(32)]);
    const unit = sectorRig();
    const report = await burnBesideSector(unit, image);
    expect(report).toMatchObject({
      result: 'refused',
      // No unit of it, and no second refusal for each.
      plan: { area: { kind: 'sector' }, refusals: [{ code: 'SECTOR_FIRMWARE' }], units: [] },
    });
    expect(unit.calls).not.toContain('programFlash');
    expect(unit.chip.counters).toMatchObject({ flashOperations: 0, otpOperations: 0 });
  });

  it('is planned where a layout owns what runs across the border', async () => {
    const image = imageOf([sectorBase - 16, ramp(32)]);
    const unit = sectorRig();
    const judge = {
      owned: [{ address: sectorBase, length: 16 }],
      refusals: () => [],
      judge: () => undefined,
    };
    const loader = await loadBuiltLoader(l476.bank);
    const { plan } = await planChip({ ...unit, image, loader, unit: judge });
    expect(plan.refusals).toEqual([]);
    expect(plan.firmware).toEqual([{ address: sectorBase - 16, length: 16 }]);
    expect(plan.units).toHaveLength(2);
  });
});

describe('the line for the linker script', () => {
  const remedyOf = (bank: typeof sectorBank) =>
    sectorRefusals(imageOf([bank.otp.base, ones(bank.otp.writeUnit)]), bank, undefined)[0]?.remedy;
  const at = (base: number, size: number, sector: typeof sectorBank.sector, flashKb: number) => ({
    ...sectorBank,
    otp: { ...sectorBank.otp, base, size, data: { offset: 0, size } },
    lines: sectorBank.lines.map((line) => ({ ...line, devices: { DEVICE: flashKb } })),
    sector,
  });

  const bankOf = (name: string) => findBank(name, allBanks).bank;

  it.each([
    ['of 2 MB', bankOf('stm32h74x-i-sector'), '0x08000000, LENGTH = 1920K'],
    ['of 1 MB with a hole between its banks', bankOf('stm32h74x-g-sector'), '0x08100000, LENGTH = 384K'],
    ['of 1 MB in one bank', bankOf('stm32h72x-g-sector'), '0x08000000, LENGTH = 896K'],
    ['of 512 KB', bankOf('stm32h72x-e-sector'), '0x08000000, LENGTH = 384K'],
    [
      'whose first sector is reserved',
      at(0x08000000, 0x20000, { flashBank: 1, number: 0 }, 512),
      '0x08020000, LENGTH = 384K',
    ],
  ])('fits a chip %s', (_chip, bank, text) => {
    expect(remedyOf(bank)).toContain(`FLASH is ORIGIN = ${text}.`);
  });
});
