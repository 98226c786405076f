import { describe, expect, it } from 'vitest';
import type { Device } from '../../src/bank/index.js';
import { readIdcode } from '../../src/burn/dbgmcu.js';
import { tookEccError } from '../../src/burn/ecc-flags.js';
import { identityRefusals, inspectChip } from '../../src/burn/identify.js';
import { readOtpContents } from '../../src/burn/otp-contents.js';
import { OtpforgeError } from '../../src/errors/index.js';
import { chipOf, deviceOf, wordAt } from '../chip/support/chips.js';
import { type Bend, rig } from './support.js';

const OTP = 0x1fff7000;
const APBENR1 = 0x4002103c;
const FREEZE = 0x40015808;

/** A chip that shows its IDCODE only while DBGMCU has its clock. */
const closed = (device: Device, bend?: Bend) => rig(device, bend, chipOf(device, { dbgmcuReads: 'closed' }));

describe('an STM32G0, whose DBGMCU has a clock of its own', () => {
  it('is identified without that clock where it shows IDCODE, and nothing is written for it', async () => {
    const unit = rig(deviceOf('STM32G071RB'));
    const written: number[] = [];
    unit.chip.onAccess(({ kind, address }) => {
      if (kind === 'write') written.push(address);
    });
    expect((await inspectChip(unit.probe, unit.device)).chip.devId).toBe(0x460);
    // The byte with the clock of PWR, for the voltage range.
    expect(written).toEqual([APBENR1 + 3]);
  });

  it('is identified with it where IDCODE reads 0, and the clock is put back', async () => {
    const unit = closed(deviceOf('STM32G071RB'));
    const inspected = await inspectChip(unit.probe, unit.device);
    expect(inspected.chip).toMatchObject({ devId: 0x460, flashKb: 128 });
    expect(identityRefusals(inspected, unit.device)).toEqual([]);
    expect(wordAt(unit.chip, APBENR1) & (1 << 27)).toBe(0);
  });

  it('keeps the other clocks as they were, on or off', async () => {
    const unit = closed(deviceOf('STM32G071RB'));
    await unit.probe.resetHalt();
    for (const found of [0x10000020, 0x18000020]) {
      await unit.probe.writeMemory(APBENR1, new Uint8Array(Uint32Array.of(found).buffer), 4);
      expect((await readIdcode(unit.probe, unit.device.bank.identity)) & 0xfff).toBe(0x460);
      expect(wordAt(unit.chip, APBENR1)).toBe(found);
    }
  });

  it('gets its clock back as it was when the read fails', async () => {
    let reads = 0;
    const unit = closed(deviceOf('STM32G071RB'), (probe) => ({
      readMemory: async (address, length, width) => {
        if (address === 0x40015800 && ++reads === 2) {
          throw new OtpforgeError('TARGET_FAULT', { message: 'a bus error', details: { address } });
        }
        return probe.readMemory(address, length, width);
      },
    }));
    await expect(inspectChip(unit.probe, unit.device)).rejects.toMatchObject({ code: 'TARGET_FAULT' });
    expect(reads).toBe(2);
    expect(wordAt(unit.chip, APBENR1)).toBe(0);
  });

  it('gets its clock back as it was when the answer to setting it is lost', async () => {
    let isLost = false;
    const unit = closed(deviceOf('STM32G071RB'), (probe) => ({
      writeMemory: async (address, data, width) => {
        await probe.writeMemory(address, data, width);
        if (address !== APBENR1 || isLost) return;
        isLost = true;
        throw new OtpforgeError('PROBE_LOST', { message: 'no answer' });
      },
    }));
    await expect(inspectChip(unit.probe, unit.device)).rejects.toMatchObject({ code: 'PROBE_LOST' });
    expect(isLost).toBe(true);
    expect(wordAt(unit.chip, APBENR1)).toBe(0);
  });

  it('has its hardware watchdog held while the core is halted, with the clock off again', async () => {
    const unit = rig(deviceOf('STM32G071RB'));
    unit.chip.bench.setHardwareWatchdog(true);
    await unit.probe.resetHalt();
    await readOtpContents(unit.probe, unit.device);
    expect(wordAt(unit.chip, FREEZE)).toBe(0x1000);
    expect(wordAt(unit.chip, APBENR1)).toBe(0);
    const before = unit.chip.counters.systemResets;
    for (let turn = 0; turn < 60_000; turn += 1) unit.chip.readMemory(0x20000000, 4);
    expect(unit.chip.counters.systemResets).toBe(before);
  });

  it.each([
    ['STM32G071RB', []],
    [
      'STM32G070RB',
      [expect.objectContaining({ code: 'VOLTAGE', message: expect.stringContaining('from 2000') })],
    ],
  ])('has the supply of its line: %s at 1.8 V', async (name, refusals) => {
    const unit = rig(deviceOf(name));
    unit.chip.bench.setSupply(1800);
    expect(identityRefusals(await inspectChip(unit.probe, unit.device), unit.device)).toEqual(refusals);
  });

  it('says what a debugger can do at a level where it can do something', async () => {
    const device = deviceOf('STM32G071RB');
    const field = device.bank.readProtection;
    if (!field) throw new Error('it has no read protection');
    const levels = [{ level: 1, read: 'yes', program: 'unknown' } as const];
    const unit = rig({ ...device, bank: { ...device.bank, readProtection: { ...field, levels } } });
    unit.chip.bench.setReadProtection(1);
    const refusals = identityRefusals(await inspectChip(unit.probe, unit.device), unit.device);
    expect(refusals).toEqual([
      expect.objectContaining({
        code: 'READ_PROTECTION',
        message: expect.stringContaining('a debugger can read OTP, and perhaps cannot program it'),
      }),
    ]);
  });
});

describe.each([0, 1])('ECC of an STM32G0B1 whose OTP shows its errors in register %i', (register) => {
  const damaged = async () => {
    const unit = rig(deviceOf('STM32G0B1RE'));
    unit.chip.bench.reportEccBy(register);
    unit.chip.bench.setUnitState(OTP + 24, 'damaged');
    unit.chip.bench.setUnitState(OTP + 64, 'weak');
    await unit.probe.resetHalt();
    return unit;
  };

  it('finds every unit with an error, and leaves no flag and no NMI', async () => {
    const unit = await damaged();
    const { ecc } = await readOtpContents(unit.probe, unit.device);
    expect([...ecc]).toEqual([
      [OTP + 24, 'damaged'],
      [OTP + 64, 'weak'],
    ]);
    expect([wordAt(unit.chip, 0x40022018) >>> 30, wordAt(unit.chip, 0x4002201c) >>> 30]).toEqual([0, 0]);
    expect(wordAt(unit.chip, 0xe000ed04) >>> 31).toBe(0);
  });

  it('notices an error of what was read last', async () => {
    const unit = await damaged();
    await unit.probe.readMemory(OTP + 64, 8);
    expect(await tookEccError(unit.probe, unit.device.bank)).toBe(true);
    expect(await tookEccError(unit.probe, unit.device.bank)).toBe(false);
  });
});
