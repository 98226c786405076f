import { describe, expect, it } from 'vitest';
import { type Device, findDevice } from '../../src/bank/index.js';
import { OtpforgeError } from '../../src/errors/index.js';
import { lookChecks } from '../../src/hwcheck/stages/look.js';
import type { Probe } from '../../src/probe/index.js';
import { allBanks, f401, l476 } from '../support/banks.js';
import { benchOf } from './bench.js';

const f746 = findDevice('STM32F746ZG', allBanks);

const lookFor = (id: string) => {
  const found = lookChecks.find((check) => check.id === id);
  if (!found) throw new Error(`no check ${id}`);
  return found;
};

/** A probe of a chip that also answers with these words at these addresses. */
function answering(probe: Probe, words: ReadonlyMap<number, readonly number[]>): Probe {
  const readMemory: Probe['readMemory'] = async (address, length, width) => {
    const found = words.get(address);
    return found
      ? new Uint8Array(Uint32Array.from(found).buffer).slice(0, length)
      : probe.readMemory(address, length, width);
  };
  return Object.assign(Object.create(probe), { readMemory, ...bound(probe) });
}

function bound(probe: Probe) {
  return { identify: () => probe.identify(), resetHalt: () => probe.resetHalt() };
}

describe('the option bytes', () => {
  const rows: readonly [string, Device, number, number, readonly number[], string][] = [
    ['of an F4 that its register shows', f401, 0x40023c14, 0x0fffaaed, [0xffffaaef, 0xffffffff], 'ok'],
    ['of an F4 at another level', f401, 0x40023c14, 0x0fffaaed, [0xffff55ef, 0xffffffff], 'differs'],
    ['of an F7 that its register shows', f746, 0x40023c14, 0xc0ffaafd, [0xffffaaff, 0xffff5500], 'ok'],
    ['of an F7 at another level', f746, 0x40023c14, 0xc0ffaafd, [0xffff55ff, 0xffffaa00], 'differs'],
    ['of an F7 with another watchdog', f746, 0x40023c14, 0xc0ffaafd, [0xffffaadf, 0xffff5520], 'differs'],
    ['of an L4 that its register shows', l476, 0x40022020, 0xffeff8aa, [0xffeff8aa, 0x00100755], 'ok'],
    ['of an L4 with a wrong complement', l476, 0x40022020, 0xffeff8aa, [0xffeff8aa, 0x00100756], 'differs'],
    ['of an L4 with another word', l476, 0x40022020, 0xffeff8aa, [0xffeff8bb, 0x00100744], 'differs'],
  ];

  it.each(rows)('%s are read in memory', async (_, device, register, loaded, words, verdict) => {
    const bench = await benchOf(device);
    const [{ base } = { base: 0 }] = device.bank.optionBytes ?? [];
    const probe = answering(
      bench.probe,
      new Map([
        [register, [loaded]],
        [base, words],
      ]),
    );
    expect(await lookFor('option-bytes').look({ ...bench, probe })).toMatchObject({ verdict });
  });

  it.each([f746, findDevice('STM32F205RG', allBanks)])(
    'are not taken from the boot loader of a simulated $name',
    async (device) => {
      const bench = await benchOf(device);
      expect(await lookFor('option-bytes').look(bench)).toMatchObject({ verdict: 'skipped' });
    },
  );

  it('that answer with a bus error are skipped, and another failure is not', async () => {
    const bench = await benchOf(f401);
    expect(await lookFor('option-bytes').look(bench)).toMatchObject({ verdict: 'skipped' });
    const lost = Object.assign(Object.create(bench.probe), {
      readMemory: async () => {
        throw new OtpforgeError('PROBE_LOST', { message: 'gone' });
      },
    });
    await expect(lookFor('option-bytes').look({ ...bench, probe: lost })).rejects.toMatchObject({
      code: 'PROBE_LOST',
    });
  });
});

describe('the debug port', () => {
  it.each([
    [0x2ba01477, 'ok'],
    [0x2ba01478, 'differs'],
    [undefined, 'skipped'],
  ])('%s is %s', async (dpidr, verdict) => {
    const bench = await benchOf(l476);
    const identity = await bench.probe.identify();
    const identify = async () => ({ ...identity, ...(dpidr !== undefined && { dpidr }) });
    const probe = Object.assign(Object.create(bench.probe), { identify });
    expect(await lookFor('dpidr').look({ ...bench, probe })).toMatchObject({ verdict });
  });
});

describe('this machine', () => {
  it.each([
    ['ok', 'ok'],
    ['warning', 'differs'],
    ['problem', 'differs'],
  ] as const)('with OpenOCD that is %s for a probe behind it is %s', async (status, verdict) => {
    const findings = [
      { check: 'node', status: 'ok' as const },
      { check: 'openocd', status },
    ];
    const bench = await benchOf(l476, { given: { machine: { needs: 'openocd', findings } } });
    expect(await lookFor('machine').look(bench)).toMatchObject({
      verdict,
      seen: `node ok, openocd ${status}`,
    });
  });
});

describe('the flash size', () => {
  // A G0 has ones beside the field.
  it.each([f401, findDevice('STM32G071RB', allBanks)])('of $name is that of its field', async (device) => {
    expect(await lookFor('flash-size').look(await benchOf(device))).toMatchObject({ verdict: 'ok' });
  });
});
