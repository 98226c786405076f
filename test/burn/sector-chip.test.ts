import { describe, expect, it } from 'vitest';
import { findDevice } from '../../src/bank/index.js';
import { planChip, readChipOtp, verifyUnit } from '../../src/burn/index.js';
import { splitRegions } from '../../src/burn/regions.js';
import { OtpforgeError } from '../../src/errors/index.js';
import type { SparseImage } from '../../src/image/index.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import { allBanks } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { burn, type Rig, ramp, rig } from './support.js';

const [h743zi, h743zg, h723zg] = ['STM32H743ZI', 'STM32H743ZG', 'STM32H723ZG'].map((name) =>
  findDevice(name, allBanks),
) as [ReturnType<typeof findDevice>, ReturnType<typeof findDevice>, ReturnType<typeof findDevice>];
const FLASH = 0x08000000;
const SWAP = 2 ** 31;

async function planOf(unit: Rig, image: SparseImage) {
  return (await planChip({ ...unit, image, loader: await loadBuiltLoader(unit.device.bank) })).plan;
}

describe.each([h743zi, h743zg, h723zg])('the reserved sector of $name', (device) => {
  const { base, size } = device.bank.otp;
  const identity = imageOf([base, ramp(64)]);

  it('takes firmware and identity from one image, once', async () => {
    const unit = rig(device);
    const image = imageOf([FLASH, ramp(256)], [base, ramp(64)]);
    expect(await burn(unit, image)).toMatchObject({
      result: 'done',
      unitsBurnt: 2,
      plan: { area: { kind: 'sector', base, size, writeUnit: 32 } },
    });
    expect(unit.otp().subarray(0, 64)).toEqual(ramp(64));
    expect(await burn(unit, image)).toMatchObject({ result: 'nothing-to-do' });
    expect((await planOf(unit, imageOf([base, ramp(64).map((byte) => byte ^ 1)]))).refusals).toMatchObject([
      { code: 'CONFLICT' },
      { code: 'CONFLICT' },
    ]);
  });

  it('is kept by new firmware', async () => {
    const unit = rig(device);
    await burn(unit, identity);
    const { otpOperations } = unit.chip.counters;
    expect(await burn(unit, imageOf([FLASH, ramp(1024)]))).toMatchObject({ result: 'done' });
    expect(unit.otp().subarray(0, 64)).toEqual(ramp(64));
    expect(unit.chip.counters.otpOperations).toBe(otpOperations);
  });

  it('is read past a damaged word, and a weak one shows', async () => {
    const unit = rig(device);
    await burn(unit, imageOf([base, ramp(64)], [base + size - 32, ramp(32)]));
    unit.chip.bench.setUnitState(base + 32, 'damaged');
    unit.chip.bench.setUnitState(base + size - 32, 'weak');
    const { bytes, ecc, refusals } = await readChipOtp(unit.probe, device);
    expect([...ecc]).toEqual([
      [base + 32, 'damaged'],
      [base + size - 32, 'weak'],
    ]);
    expect(refusals).toEqual([]);
    expect(bytes.subarray(0, 32)).toEqual(ramp(32));
    expect(bytes.subarray(32, 64)).toEqual(new Uint8Array(32));
    expect(bytes.subarray(size - 32)).toEqual(ramp(32));
    // Firmware is still written beside it.
    expect(await burn(unit, imageOf([FLASH, ramp(64)]))).toMatchObject({ result: 'done' });
    expect((await planOf(unit, identity)).refusals).toMatchObject([{ code: 'DAMAGED', address: base + 32 }]);
  });

  it('is guarded while firmware replaces a damaged word of its own', async () => {
    const unit = rig(device);
    await burn(unit, imageOf([FLASH, ramp(64)], [base, ramp(32)]));
    unit.chip.bench.setUnitState(FLASH + 32, 'damaged');
    expect(await burn(unit, imageOf([FLASH, ramp(64)]))).toMatchObject({
      result: 'done',
      firmware: [{ equal: true }],
    });
    expect(unit.otp().subarray(0, 32)).toEqual(ramp(32));
  });

  it('is refused write-protected where something is to be burnt, and only there', async () => {
    const unit = rig(device);
    await burn(unit, identity);
    const { flashBank, number } = device.bank.sector ?? { flashBank: 1, number: 0 };
    unit.chip.bench.setOptionWord(`WPSN${flashBank}`, 0xff & ~(1 << number));
    expect((await planOf(unit, imageOf([base + 64, ramp(32)]))).refusals).toMatchObject([
      { code: 'PRECONDITION', message: expect.stringContaining('write protection') },
    ]);
    expect((await planOf(unit, identity)).refusals).toEqual([]);
    expect(await burn(unit, imageOf([FLASH, ramp(64)]))).toMatchObject({ result: 'done' });
    expect(await verifyUnit(unit.probe, device, identity)).toMatchObject({ result: 'equal' });
  });

  it('is refused at read protection level 1, and not read', async () => {
    const unit = rig(device);
    await burn(unit, identity);
    unit.chip.bench.setReadProtection(1);
    const refusals = [
      {
        code: 'READ_PROTECTION',
        message: expect.stringContaining('neither read nor program the reserved sector'),
      },
    ];
    expect((await planOf(unit, identity)).refusals).toMatchObject(refusals);
    expect(await readChipOtp(unit.probe, device)).toMatchObject({ refusals, bytes: new Uint8Array() });
  });

  it.each([
    ['PCROP', ['PRAR1', 'PRAR2']],
    ['the secure mode', ['SCAR1', 'SCAR2']],
  ] as const)('is refused in an area of %s', async (_what, words) => {
    const unit = rig(device);
    const { flashBank, number } = device.bank.sector ?? { flashBank: 1, number: 0 };
    const first = (number * size) / 256;
    const [one, two] = words;
    const word = flashBank === 1 ? one : two;
    unit.chip.bench.setOptionWord(word, ((first + 1) << 16) | first);
    expect((await planOf(unit, identity)).refusals).toMatchObject([
      { code: 'PRECONDITION', message: expect.stringContaining('is in a protected area') },
    ]);
    unit.chip.bench.setOptionWord(word, ((first - 1) << 16) | (first - 2));
    expect((await planOf(unit, identity)).refusals).toEqual([]);
  });
});

describe('a burn into the sector that is interrupted', () => {
  it('says so of the reserved sector', async () => {
    const unit = rig(h743zi, (probe) => ({
      waitHalted: async (timeoutMs) => {
        await probe.waitHalted(timeoutMs);
        throw new OtpforgeError('PROBE_LOST', { message: 'the cable was pulled' });
      },
    }));
    await expect(burn(unit, imageOf([h743zi.bank.otp.base, ramp(64)]))).rejects.toMatchObject({
      code: 'BURN_INTERRUPTED',
      message: expect.stringContaining('2 reserved sector data units'),
    });
  });
});

describe('a burn of more than the loader’s RAM holds', () => {
  it('is refused by its plan, before anything is written', async () => {
    const { base, size } = h743zi.bank.otp;
    const unit = rig(h743zi);
    const whole = imageOf([FLASH, ramp(64)], [base, Uint8Array.from({ length: size }, () => 0x5a)]);
    const tooLarge = { code: 'LOADER_TOO_LARGE', remedy: expect.stringContaining('Burn less in one run') };
    await expect(planOf(unit, whole)).rejects.toMatchObject(tooLarge);
    await expect(burn(unit, whole)).rejects.toMatchObject(tooLarge);
    expect(unit.calls).not.toContain('programFlash');
    const most = imageOf([base, Uint8Array.from({ length: size - 0x1000 }, () => 0x5a)]);
    expect((await planOf(unit, most)).refusals).toEqual([]);
  });
});

describe('a chip with swapped banks', () => {
  it('is refused: another sector is at the address, and an update takes the identity away', async () => {
    const unit = rig(h743zi);
    unit.chip.bench.setOptionBytes(SWAP + 0x0006aaf0);
    await unit.probe.resetHalt();
    for (const image of [imageOf([h743zi.bank.otp.base, ramp(32)]), imageOf([FLASH, ramp(32)])]) {
      expect((await planOf(unit, image)).refusals).toMatchObject([
        {
          code: 'PRECONDITION',
          message: expect.stringContaining('bank swap'),
          remedy: expect.stringMatching(/another sector is at this address.*takes the identity away/),
        },
      ]);
    }
  });
});

describe('what is at the address of a sector whose banks are swapped', () => {
  it('is neither read nor compared as the identity', async () => {
    const unit = rig(h743zi);
    unit.chip.bench.setOptionBytes(SWAP + 0x0006aaf0);
    await unit.probe.resetHalt();
    const found = await readChipOtp(unit.probe, h743zi);
    expect(found.refusals).toMatchObject([
      { code: 'PRECONDITION', message: expect.stringContaining('bank swap') },
    ]);
    expect(found.bytes).toHaveLength(0);
    const image = imageOf([h743zi.bank.otp.base, ramp(32)]);
    expect(await verifyUnit(unit.probe, h743zi, image)).toMatchObject({
      result: 'refused',
      refusals: [{ code: 'PRECONDITION', message: expect.stringContaining('bank swap') }],
    });
  });

  it('is read and compared where the sector is write-protected, which matters to a burn alone', async () => {
    const unit = rig(h743zi);
    const identity = imageOf([h743zi.bank.otp.base, ramp(32)]);
    await burn(unit, identity);
    unit.chip.bench.setOptionWord('WPSN2', 0x7f);
    await unit.probe.resetHalt();
    expect((await readChipOtp(unit.probe, h743zi)).refusals).toEqual([]);
    expect(await verifyUnit(unit.probe, h743zi, identity)).toMatchObject({ result: 'equal', refusals: [] });
  });
});

describe('the main flash of a chip with a hole between its banks', () => {
  it('is both banks, and nothing in the hole', () => {
    const image = imageOf([0x0807fff0, ramp(32)], [0x080ffff0, ramp(32)], [0x0815fff0, ramp(16)]);
    const { firmware, refusals } = splitRegions(image, h743zg);
    expect(firmware.segments.map(({ address, bytes }) => [address, bytes.length])).toEqual([
      [0x0807fff0, 16],
      [0x08100000, 16],
      [0x0815fff0, 16],
    ]);
    expect(refusals).toMatchObject([
      {
        code: 'REGION',
        address: 0x08080000,
        message: expect.stringContaining(
          'the main flash (0x08000000 to 0x0807FFFF and 0x08100000 to 0x0817FFFF)',
        ),
      },
      { code: 'REGION', address: 0x080ffff0 },
    ]);
  });
});
