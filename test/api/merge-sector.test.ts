import { describe, expect, it } from 'vitest';
import { chipOf, refuseFirmware, selectionOf } from '../../src/api/merge-selection.js';
import { f401 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { sectorBank, sectorBase, sectorDevice, sectorSize } from '../support/sector.js';

const ramp = (length: number) => Uint8Array.from({ length }, (_, index) => index & 0x7f);
const sector = { address: sectorBase, length: sectorSize };

describe('input files of a merge for a chip with a reserved sector', () => {
  it.each([
    ['one byte in the sector beside a layout', [sectorBase + 5, [1]], true],
    ['the byte of a field beside its layout, equal or not', [sectorBase, ramp(8)], true],
    ['a run that crosses into the sector', [sectorBase - 4, ramp(8)], false],
    ['padding', [sectorBase + 64, new Uint8Array(8).fill(0xff)], false],
  ] as const)('are refused with %s', (_what, part, hasLayout) => {
    const inputs = [imageOf([0x08000000, ramp(8)]), imageOf(part)];
    expect(() => refuseFirmware(inputs, sectorBank, hasLayout)).toThrowError(
      expect.objectContaining({
        code: 'SECTOR_FIRMWARE',
        exitCode: 5,
        message: expect.stringContaining('reaches into the reserved sector'),
        remedy: expect.stringContaining('LENGTH = 992K'),
      }),
    );
  });

  it('may meet at the border where each of them keeps to its side', () => {
    const inputs = [imageOf([sectorBase - 8, ramp(8)]), imageOf([sectorBase, ramp(8)])];
    expect(() => refuseFirmware(inputs, sectorBank, false)).not.toThrow();
    expect(() => refuseFirmware([imageOf([0x08000000, ramp(8)])], sectorBank, true)).not.toThrow();
  });
});

describe('areas by name on such a chip', () => {
  const chip = { bank: sectorBank, device: sectorDevice };

  it('are the main flash without its sector, and the sector', () => {
    expect(selectionOf({ only: ['flash'], without: ['sector'] }, chip)).toEqual({
      only: [{ address: 0x08000000, length: sectorBase - 0x08000000 }],
      without: [sector],
    });
  });

  it('name no area that the chip lacks', () => {
    expect(() => selectionOf({ only: ['otp'] }, chip)).toThrowError(
      expect.objectContaining({
        code: 'USAGE',
        message: '--only otp: a chip of the bank l4-sector has no OTP',
      }),
    );
    const other = chipOf(undefined, f401.bank, []);
    expect(() => selectionOf({ without: ['sector'] }, other)).toThrowError(/has no reserved sector/);
  });

  it('leave out blank units of a padded dump, in the sector alone', () => {
    const [rule, ...more] = selectionOf({ blankIsAbsent: true }, chip).blank ?? [];
    expect(rule?.area).toEqual(sector);
    expect(
      more.every(({ area }) => area.address >= 0x08100000 || area.address + area.length <= 0x08000000),
    ).toBe(true);
  });
});
