import { describe, expect, it } from 'vitest';
import { openProbe } from '../../src/probe/index.js';
import { allBanks, f401, l476 } from '../support/banks.js';
import { probeSuite } from './suite.js';

for (const device of [f401, l476]) {
  probeSuite('sim:', { device, open: () => openProbe(`sim:${device.name}`, { banks: allBanks }) });
}

describe('sim: with cache=', () => {
  const open = (cache: string) => openProbe(`sim:STM32L476RG,cache=${cache}`, { banks: allBanks });

  it('takes the core alone, and says so', async () => {
    const probe = await open('core');
    expect((await probe.identify()).description).toBe('simulated STM32L476RG, cache=core');
    await probe.close();
    const usual = await open('debug');
    expect((await usual.identify()).description).toBe('simulated STM32L476RG');
    await usual.close();
  });

  it('takes no other word', async () => {
    await expect(open('none')).rejects.toMatchObject({
      code: 'PROBE_URI',
      exitCode: 2,
      message: expect.stringContaining('cache is debug or core, not "none"'),
    });
  });
});

describe('sim: with dbgmcu=', () => {
  const open = (dbgmcu: string) => openProbe(`sim:STM32L476RG,dbgmcu=${dbgmcu}`, { banks: allBanks });

  it('takes closed, and says so', async () => {
    const probe = await open('closed');
    expect((await probe.identify()).description).toBe('simulated STM32L476RG, dbgmcu=closed');
    // A line whose DBGMCU needs no clock answers all the same.
    expect((await probe.readMemory(0xe0042000, 4))[0]).toBe(0x15);
    await probe.close();
  });

  it('takes no other word', async () => {
    await expect(open('none')).rejects.toMatchObject({
      code: 'PROBE_URI',
      message: expect.stringContaining('dbgmcu is open or closed, not "none"'),
    });
  });
});

describe('sim: with tray=', () => {
  it('is of a station alone: no other command knows which board is meant', async () => {
    await expect(openProbe('sim:STM32L476RG,tray=boards', { banks: allBanks })).rejects.toMatchObject({
      code: 'PROBE_URI',
      message: expect.stringContaining('a tray has a board for each visit'),
      remedy: expect.stringContaining('otpforge station'),
    });
  });
});
