import { describe, expect, it } from 'vitest';
import { type Device, type LoadedBank, listDevices, sharedDevice } from '../../src/bank/index.js';
import { findChipDevice } from '../../src/burn/index.js';
import { SimulatedChip } from '../../src/chip/index.js';
import type { Probe } from '../../src/probe/index.js';
import { SimProbe } from '../../src/probe/sim.js';
import { chipOf, deviceOf, wordAt } from '../chip/support/chips.js';
import { allBanks, f401 } from '../support/banks.js';

const devices = listDevices(allBanks);
/** One device of each line and flash size. */
const kinds = [...new Map(devices.map((each) => [`${each.line.name} ${each.flashKb}`, each])).values()];

// Of an STM32F401.
const [cpuid, idcode, flashSize] = [0xe000ed00, 0xe0042000, 0x1fff7a20];

const findOn = (device: Device, banks: readonly LoadedBank[] = allBanks) =>
  findChipDevice(new SimProbe(SimulatedChip.create(device)), banks);

/** A probe of which some words read otherwise; undefined is a bus error. */
function probeWith(device: Device, words: Readonly<Record<number, number | undefined>>): Probe {
  const probe = new SimProbe(SimulatedChip.create(device));
  const read = probe.readMemory.bind(probe);
  probe.readMemory = async (address, length, width) => {
    if (!(address in words)) return read(address, length, width);
    const word = words[address];
    if (word === undefined) return read(0x30000000, length, width);
    return new Uint8Array(Uint32Array.of(word).buffer);
  };
  return probe;
}

describe('the device on a probe', () => {
  const isAlone = ({ line }: Device) => line.alsoDevIdOf === undefined;
  it.each(kinds.filter(isAlone).map((device) => [device.line.name, device.flashKb, device] as const))(
    'is found out: %s with %i KB',
    async (_line, _flash, device) => {
      const found = await findOn(device);
      // What several lines share takes the strictest supply of them.
      const { supply } = device.bank;
      expect({ ...found.bank, supply }).toEqual(device.bank);
      expect(found.bank.supply.minimumMv).toBeGreaterThanOrEqual(supply.minimumMv);
      expect(found.bank.supply.maximumMv).toBeLessThanOrEqual(supply.maximumMv);
      expect(found.flashKb).toBe(device.flashKb);
      expect(device.name).toMatch(new RegExp(`^${found.name.replaceAll('x', '.')}`));
      expect(found.line.ramKb).toBeLessThanOrEqual(device.line.ramKb);
      expect(found.line.devIds.some((id) => device.line.devIds.includes(id))).toBe(true);
    },
  );

  const alike = kinds.filter((device) => !isAlone(device));
  it.each(alike.map((device) => [device.line.name, device.flashKb, device] as const))(
    'is asked for where it may be one with a second core: %s with %i KB',
    async (_line, _flash, device) => {
      await expect(findOn(device)).rejects.toMatchObject({
        code: 'DEVICE_NEEDED',
        message: expect.stringMatching(/DEV_ID 0x450 is also that of STM32H745, .*STM32H757, which otpforge/),
      });
    },
  );

  it('has its own name where it is the only one, and the shared letters of several', () => {
    const [e, c] = ['STM32F401RE', 'STM32F401CE'].map(deviceOf);
    if (!e || !c) throw new Error('unreachable');
    expect(sharedDevice([e])).toBe(e);
    expect(sharedDevice([e, c]).name).toBe('STM32F401xE');
  });

  it.each([
    [
      'the DEV_ID of no described chip',
      { [idcode]: 0x10006fff },
      /no bank is for a Cortex-M4 with DEV_ID 0xFFF/,
    ],
    ['a DEV_ID that cannot be read', { [idcode]: undefined }, /with DEV_ID unreadable/],
    ['another core', { [cpuid]: 0x412fc231, [idcode]: 0x10006433 }, /no bank is for a Cortex-M3/],
    ['an unknown core', { [cpuid]: 0x411fcfff }, /part number 0xCFF/],
    ['a flash size of no device', { [flashSize]: 0x00630000 }, /has 99 KB of flash/],
    ['a flash size that cannot be read', { [flashSize]: undefined }, /cannot be read/],
  ] as const)('is asked for where the chip has %s', async (_what, words, message) => {
    const probe = probeWith(deviceOf('STM32F401RE'), words);
    await expect(findChipDevice(probe, allBanks)).rejects.toMatchObject({
      code: 'DEVICE_NEEDED',
      exitCode: 2,
      message: expect.stringMatching(message),
      remedy: expect.stringContaining('--device'),
    });
  });

  // An STM32F2, and by an erratum revision A of the F405.
  it.each([
    ['STM32F205RG', 'stm32f2-otp'],
    ['STM32F405RG', 'stm32f4-otp'],
  ])('with DEV_ID 0x411 is told by its core: %s', async (name, bank) => {
    const found = await findChipDevice(probeWith(deviceOf(name), { [idcode]: 0x20006411 }), allBanks);
    expect(found).toMatchObject({ bank: { name: bank }, flashKb: 1024 });
  });

  it('is asked for where two banks describe chips with its DEV_ID', async () => {
    const [f4] = allBanks.filter(({ bank }) => bank.name === 'stm32f4-otp');
    if (!f4) throw new Error('unreachable');
    const lines = f4.bank.lines.map((line) => ({
      ...line,
      devices: Object.fromEntries(Object.entries(line.devices).map(([name, kb]) => [`X${name}`, kb])),
    }));
    const other: LoadedBank = { file: '/own/bank.yaml', bank: { ...f4.bank, name: 'own-otp', lines } };
    await expect(findOn(deviceOf('STM32F401RE'), [other, ...allBanks])).rejects.toMatchObject({
      code: 'DEVICE_NEEDED',
      message: expect.stringContaining('of several banks, own-otp and stm32f4-otp'),
    });
  });

  it('is only read: no call writes, resets or starts anything', async () => {
    const probe = new SimProbe(SimulatedChip.create(deviceOf('STM32L476RG')));
    const called: string[] = [];
    const watched = new Proxy(probe, {
      get: (target, name) => {
        called.push(String(name));
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    await findChipDevice(watched, allBanks);
    expect(new Set(called)).toEqual(new Set(['readMemory']));
  });
});

describe('a chip whose DBGMCU has a clock of its own', () => {
  const device = deviceOf('STM32G071RB');
  const banks = [{ bank: device.bank, file: 'g0.yaml' }];

  it.each(['open', 'closed'] as const)('is found where IDCODE is %s without it', async (dbgmcuReads) => {
    const chip = chipOf(device, { dbgmcuReads });
    expect(await findChipDevice(new SimProbe(chip), banks)).toMatchObject({ flashKb: device.flashKb });
    expect(wordAt(chip, 0x4002103c)).toBe(0);
  });
});

describe('a flash size of which not every bit counts', () => {
  it('is found by those that do', async () => {
    const [described] = allBanks.filter(({ bank }) => bank.name === f401.bank.name);
    if (!described) throw new Error('unreachable');
    const bank = {
      ...described.bank,
      identity: { ...described.bank.identity, flashSizeMask: 0x0fff },
    };
    const word = { [flashSize]: ((0xf000 | f401.flashKb) << 16) >>> 0 };
    const probe = probeWith(f401, word);
    expect(await findChipDevice(probe, [{ bank, file: 'f4.yaml' }])).toMatchObject({ flashKb: 512 });
    await expect(findChipDevice(probe, [described])).rejects.toMatchObject({ code: 'DEVICE_NEEDED' });
  });
});
