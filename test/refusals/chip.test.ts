import { describe, expect, it } from 'vitest';
import { findDevice } from '../../src/bank/index.js';
import { allBanks, f401, l476 } from '../support/banks.js';
import { expectRefusal, expectUntouched, refusalText, runTrial, type Trial } from './support.js';

/** The code, and what its message names: address, old, new, remedy. */
type Case = readonly [code: string, trial: Trial, names: readonly string[]];

const cases: readonly Case[] = [
  [
    'DEV_ID',
    { device: f401, fault: 'dev-id=0x411' },
    ['0xE0042000', 'is 0x411', '0x433', 'of STM32F405, STM32F407', '--device'],
  ],
  ['DEV_ID', { device: l476, fault: 'dev-id=0x461' }, ['0xE0042000', 'is 0x461', '0x415', '--device']],
  [
    'FLASH_SIZE',
    { device: f401, fault: 'flash-size=256' },
    ['0x1FFF7A22', 'is 256 KB', '512 KB', '--device'],
  ],
  [
    'FLASH_SIZE',
    { device: l476, fault: 'flash-size=512' },
    ['0x1FFF75E0', 'is 512 KB', '1024 KB', '--device'],
  ],
  [
    'READ_PROTECTION',
    { device: f401, chip: (bench) => bench.setReadProtection(1) },
    ['0x40023C14', 'level 1', 'RDP 0x55', '0xAA', 'boots from flash', 'never lowers the protection'],
  ],
  [
    'READ_PROTECTION',
    { device: l476, chip: (bench) => bench.setReadProtection(1) },
    ['0x40022020', 'level 1', 'level 0 is 0xAA', 'boots from flash', 'never lowers the protection'],
  ],
  [
    'VOLTAGE',
    { device: f401, fault: 'vdd=1650' },
    ['reference voltage', '1650 mV', '1700 to 3600 mV', 'Check the supply'],
  ],
  [
    'VOLTAGE',
    { device: l476, fault: 'vdd=3700' },
    ['reference voltage', '3700 mV', 'to 3600 mV', 'Check the supply'],
  ],
  ['VOLTAGE_SCALING', { device: l476, fault: 'vos=2' }, ['0x40007000', 'is 2', 'needs 1', 'off and on']],
];

describe('a chip that is refused for what it is', () => {
  it.each(cases.map(([code, trial, names]) => ({ code, trial, names })))(
    '$code, $trial.device.name',
    ({ code, trial, names }) => expectRefusal(trial, code, names),
  );

  // Level 2 has no debug port, so that nothing can be read that would name it (RM0090 §3.7.3).
  it.each([f401, l476])('read protection level 2, $name: no way in, exit 4', async (device) => {
    const run = await runTrial({ device, chip: (bench) => bench.setReadProtection(2) });
    const text = refusalText(run.output, 'TARGET_FAULT');
    for (const part of ['lets no debugger in', 'read protection level 2', 'forever'])
      expect(text).toContain(part);
    expect(run).toMatchObject({ exitCode: 4, isUnchanged: true });
    expectUntouched(run);
  });
});

describe('a chip that is accepted', () => {
  it.each(['STM32F405RG', 'STM32F407VG'])(
    '%s with DEV_ID 0x411, and the chip counts its operations',
    async (name) => {
      const run = await runTrial({ device: findDevice(name, allBanks), fault: 'dev-id=0x411' });
      expect(run.exitCode, run.output).toBe(0);
      const [chip] = run.chips;
      expect(chip?.otpOperations).toBe(8);
      expect(chip?.flashOperations).toBeGreaterThan(1);
      expect(chip?.instructions).toBeGreaterThan(100);
      expect(run.isUnchanged).toBe(false);
    },
  );
});
