import { types } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openProbe, type Probe } from '../../src/probe/index.js';
import { pacedProbe } from '../../src/probe/paced-probe.js';
import { allBanks } from '../support/banks.js';

const RAM = 0x20000000;

/** A probe whose waits end when the test says so. */
async function paced(): Promise<{ readonly probe: Probe; readonly waits: (() => void)[] }> {
  const waits: (() => void)[] = [];
  const wait = (ms: number) =>
    new Promise<void>((over) => {
      expect(ms).toBe(25);
      waits.push(over);
    });
  return { probe: pacedProbe(await openProbe('sim:STM32F401RE', { banks: allBanks }), 25, wait), waits };
}

/** Whether a promise is still open after everything that was due. */
async function isOpen(promise: Promise<unknown>): Promise<boolean> {
  let open = true;
  const settled = () => {
    open = false;
  };
  promise.then(settled, settled);
  await new Promise((later) => setImmediate(later));
  return open;
}

describe('a probe with call=', () => {
  it('answers no sooner than its time is over', async () => {
    const { probe, waits } = await paced();
    const call = probe.identify();
    expect(await isOpen(call)).toBe(true);
    waits[0]?.();
    expect((await call).device).toBe('STM32F401RE');
  });

  it('fails no sooner either, with the error of the call', async () => {
    const { probe, waits } = await paced();
    const call = probe.readMemory(0x30000000, 4);
    expect(await isOpen(call)).toBe(true);
    waits[0]?.();
    await expect(call).rejects.toMatchObject({ code: 'TARGET_FAULT' });
  });

  it('waits once for each call, and never to be closed', async () => {
    const { probe, waits } = await paced();
    const calls = [probe.resetHalt(), probe.writeMemory(RAM, Uint8Array.of(7))];
    for (const over of waits) over();
    await Promise.all(calls);
    expect(waits).toHaveLength(2);
    await probe.close();
    expect(waits).toHaveLength(2);
  });

  it('is what the option of the URI asks for', async () => {
    const isPaced = async (options: string) => {
      const probe = await openProbe(`sim:STM32F401RE${options}`, { banks: allBanks });
      await probe.close();
      return types.isProxy(probe);
    };
    expect(await isPaced(',call=30')).toBe(true);
    expect(await isPaced('')).toBe(false);
    await expect(isPaced(',call=soon')).rejects.toMatchObject({
      code: 'PROBE_URI',
      message: expect.stringContaining('call=soon is not a number from 0 to 60000'),
    });
  });
});
