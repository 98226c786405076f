import { describe, expect, it } from 'vitest';
import { listDevices } from '../../src/bank/index.js';
import { sharedDevIds } from '../../src/burn/identify.js';
import type { ChipBench } from '../../src/chip/index.js';
import type { Probe } from '../../src/probe/index.js';
import { deviceOf } from '../chip/support/chips.js';
import { allBanks, f401, l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { burn, rig } from './support.js';

const CPUID = 0xe000ed00;
const cortexM3 = 0x412fc230;

type Case = readonly [what: string, code: string, message: RegExp, arrange: (bench: ChipBench) => void];

/** A probe that reads some words otherwise. */
const wordsOf = (probe: Probe, words: Readonly<Record<number, number>>): Partial<Probe> => ({
  readMemory: async (address, ...rest) => {
    const word = words[address];
    const bytes = await probe.readMemory(address, ...rest);
    return word === undefined ? bytes : new Uint8Array(Uint32Array.of(word).buffer);
  },
});

const both: readonly Case[] = [
  ['another chip', 'DEV_ID', /DEV_ID at 0xE0042000 is 0x450/, (bench) => bench.setDevId(0x450)],
  ['read protection level 1', 'READ_PROTECTION', /level 1 is on/, (bench) => bench.setReadProtection(1)],
  ['a supply too low', 'VOLTAGE', /1500 mV, STM32(F|L)4 works from/, (bench) => bench.setSupply(1500)],
  ['a supply too high', 'VOLTAGE', /3700 mV, STM32(F|L)4 works from/, (bench) => bench.setSupply(3700)],
  [
    'less flash than the device has',
    'FLASH_SIZE',
    /flash size at 0x1FFF7[5A][0-9A-F]{2} is 256 KB, STM32(F401RE|L476RG) has/,
    (bench) => bench.setFlashSize(256),
  ],
];
const l4Only: readonly Case[] = [
  [
    'voltage range 2',
    'VOLTAGE_SCALING',
    /voltage range at 0x40007000 is 2, programming needs 1/,
    (bench) => bench.setVoltageScaling(2),
  ],
];

describe.each([
  { device: f401, cases: both },
  { device: l476, cases: [...both, ...l4Only] },
])('refusals by the chip itself, $device.name', ({ device, cases }) => {
  it.each(cases)('%s: nothing is written, firmware included', async (_what, code, message, arrange) => {
    // The bench setting must survive the reset that a run begins with.
    const unit = rig(device, (probe, chip) => ({
      resetHalt: async () => {
        await probe.resetHalt();
        arrange(chip.bench);
      },
    }));
    arrange(unit.chip.bench);
    const image = imageOf([0x08000000, [1, 2, 3, 4]], [device.bank.otp.base, [1, 2, 3, 4, 5, 6, 7, 8]]);
    const report = await burn(unit, image, { confirm: async () => expect.unreachable() });
    expect(report.result).toBe('refused');
    expect(report.plan.refusals).toEqual([
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    ]);
    expect(report.plan.refusals[0]?.remedy).not.toBe('');
    expect(unit.chip.counters).toMatchObject({ flashOperations: 0, otpOperations: 0 });
    expect(unit.calls).not.toContain('go');
    expect(unit.calls).not.toContain('programFlash');
  });

  it('touches nothing more of another chip than its DEV_ID', async () => {
    const unit = rig(device);
    unit.chip.bench.setDevId(0x450);
    await burn(unit, imageOf([device.bank.otp.base, [1]]));
    expect(unit.calls).toEqual(['identify', 'resetHalt', 'readMemory']);
  });
});

describe('a chip with another core', () => {
  it('is written nothing, not even a clock that DBGMCU of the named one needs', async () => {
    const writes: number[] = [];
    const device = deviceOf('STM32G071RB');
    const unit = rig(device, (probe) => ({
      ...wordsOf(probe, { [CPUID]: cortexM3, [device.bank.identity.idcode]: 0 }),
      writeMemory: async (address) => void writes.push(address),
    }));
    const report = await burn(unit, imageOf([device.bank.otp.base, [1, 2, 3, 4, 5, 6, 7, 8]]));
    expect(report.plan.refusals).toMatchObject([{ code: 'DEV_ID', address: CPUID }]);
    expect(writes).toEqual([]);
  });
});

describe('DEV_ID 0x411', () => {
  it('on a Cortex-M3 is no F407, of which nothing more is touched', async () => {
    const IDCODE = 0xe0042000;
    const unit = rig(deviceOf('STM32F407VG'), (probe) =>
      wordsOf(probe, { [CPUID]: cortexM3, [IDCODE]: 0x20006411 }),
    );
    const report = await burn(unit, imageOf([0x1fff7800, [1]]), {
      confirm: async () => expect.unreachable(),
    });
    expect(report.result).toBe('refused');
    expect(report.plan.refusals).toMatchObject([
      {
        code: 'DEV_ID',
        address: CPUID,
        message: "the chip's core is a Cortex-M3 (CPUID at 0xE000ED00), STM32F407VG has a Cortex-M4",
        remedy: expect.stringContaining('--device'),
      },
    ]);
    expect(unit.chip.counters).toMatchObject({ flashOperations: 0, otpOperations: 0 });
    expect(unit.calls).toEqual(['identify', 'resetHalt', 'readMemory', 'readMemory']);
  });

  it('is every one that chips with different cores share', () => {
    const cores = new Map<string, Set<string>>();
    for (const { bank, line } of listDevices(allBanks)) {
      for (const devId of line.devIds) {
        const key = `${bank.identity.idcode} ${devId}`;
        cores.set(key, (cores.get(key) ?? new Set()).add(line.core));
      }
    }
    const shared = [...cores].filter(([, names]) => names.size > 1).map(([key]) => Number(key.split(' ')[1]));
    expect(shared.filter((devId) => !sharedDevIds.has(devId))).toEqual([]);
  });

  it('is early F405 and F407 silicon too', async () => {
    const unit = rig(deviceOf('STM32F407VG'));
    unit.chip.bench.setDevId(0x411);
    expect(await burn(unit, imageOf([0x1fff7800, [1]]))).toMatchObject({ result: 'done' });
  });
});
