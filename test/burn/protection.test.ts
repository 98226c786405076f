import { describe, expect, it } from 'vitest';
import type { Device, ProtectionLevel } from '../../src/bank/index.js';
import { planChip, readChipOtp, verifyUnit } from '../../src/burn/index.js';
import { OtpforgeError } from '../../src/errors/index.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import { chipOf, deviceOf } from '../chip/support/chips.js';
import { l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { rig } from './support.js';

const OTP = 0x1fff7000;
const data = [1, 2, 3, 4, 5, 6, 7, 8];

type Answers = Pick<ProtectionLevel, 'read' | 'program'>;

/** A G0 at level 1, which shows its OTP, described with what a debugger may do there. */
async function atLevel1(answers: Answers, device: Device = deviceOf('STM32G071RB')) {
  const levels: ProtectionLevel[] = [
    { level: 0, values: [0xaa], read: 'yes', program: 'yes' },
    { level: 1, ...answers },
  ];
  const field = device.bank.readProtection;
  if (!field) throw new Error('it has no read protection');
  const described: Device = { ...device, bank: { ...device.bank, readProtection: { ...field, levels } } };
  const unit = rig(described, undefined, chipOf(described));
  unit.chip.bench.poke(OTP, Uint8Array.from(data));
  unit.chip.bench.setReadProtection(1);
  const image = imageOf([OTP, data], [OTP + 8, data]);
  const loader = await loadBuiltLoader(l476.bank);
  const plan = async () => (await planChip({ ...unit, image, loader })).plan;
  return { ...unit, plan };
}

describe('a level of read protection at which a debugger reads OTP', () => {
  it('lets it be read and compared', async () => {
    const { probe, device } = await atLevel1({ read: 'yes', program: 'no' });
    const read = await readChipOtp(probe, device);
    expect(read.refusals).toEqual([]);
    expect([...read.bytes.subarray(0, 8)]).toEqual(data);
    expect(await verifyUnit(probe, device, imageOf([OTP, data]))).toMatchObject({ result: 'equal' });
    expect(await verifyUnit(probe, device, imageOf([OTP + 8, data]))).toMatchObject({ result: 'different' });
  });

  it('does not let the main flash be compared', async () => {
    const { probe, device } = await atLevel1({ read: 'yes', program: 'no' });
    const image = imageOf([0x08000000, [1, 2, 3, 4]], [OTP, data]);
    expect(await verifyUnit(probe, device, image)).toMatchObject({
      result: 'refused',
      refusals: [{ code: 'READ_PROTECTION' }],
    });
  });

  it.each([
    ['no', 'a debugger can read OTP, and cannot program it'],
    ['unknown', 'a debugger can read OTP, and perhaps cannot program it'],
  ] as const)('is refused for a burn: program %s', async (program, meaning) => {
    const { plan } = await atLevel1({ read: 'yes', program });
    expect((await plan()).refusals).toEqual([
      expect.objectContaining({
        code: 'READ_PROTECTION',
        message: expect.stringMatching(new RegExp(`^read protection level 1 is on .*: ${meaning}$`)),
      }),
    ]);
  });

  it('is burnt where a debugger programs it there', async () => {
    expect((await (await atLevel1({ read: 'yes', program: 'yes' })).plan()).refusals).toEqual([]);
  });
});

describe('a level of read protection at which nobody knows whether a debugger reads OTP', () => {
  it('shows nothing, whatever was read', async () => {
    const { probe, device, plan } = await atLevel1({ read: 'unknown', program: 'no' });
    const read = await readChipOtp(probe, device);
    expect(read.bytes).toHaveLength(0);
    expect(read.refusals).toEqual([
      expect.objectContaining({
        message: expect.stringContaining('a debugger perhaps cannot read OTP, and cannot program it'),
      }),
    ]);
    expect((await plan()).otpSha256).toBe('');
  });
});

describe('a bus error at a level at which a debugger reads OTP', () => {
  it('is a bus error', async () => {
    const { device, chip } = await atLevel1({ read: 'yes', program: 'no' });
    const { probe } = rig(
      device,
      (inner) => ({
        readMemory: async (address, length, width) => {
          if (address !== OTP) return inner.readMemory(address, length, width);
          throw new OtpforgeError('TARGET_FAULT', { message: 'a bus error', details: { address } });
        },
      }),
      chip,
    );
    await expect(readChipOtp(probe, device)).rejects.toMatchObject({ code: 'TARGET_FAULT' });
  });
});
