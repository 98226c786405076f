import { copyFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/burn/index.js';
import { openUnits } from '../../src/ledger/index.js';
import type { Probe } from '../../src/probe/index.js';
import { f401, l476 } from '../support/banks.js';
import type { Kind } from './bench.js';
import { useVisits } from './in-folder.js';

const visits = useVisits();

/** Boards are swapped when an event comes: from then on another unique ID is read, or another first byte of OTP. */
function swapping(
  kind: Kind,
  when: (event: RunEvent, inspections: number) => boolean,
  what: 'uid' | 'otp' = 'uid',
) {
  const { identity, otp } = (kind === 'F4' ? f401 : l476).bank;
  const [start, size] = what === 'uid' ? [identity.uid, identity.uidSize] : [otp.base, 1];
  let isSwapped = false;
  let inspections = 0;
  return {
    onEvent(event: RunEvent) {
      if (event.type === 'progress' && event.phase === 'inspect' && event.done === 0) inspections += 1;
      isSwapped ||= when(event, inspections);
    },
    wrap: (probe: Probe): Probe =>
      new Proxy(probe, {
        get(target, name) {
          if (name !== 'readMemory') {
            const value: unknown = Reflect.get(target, name, target);
            return typeof value === 'function' ? value.bind(target) : value;
          }
          return async (...[address, length, width]: Parameters<Probe['readMemory']>) => {
            const bytes = await target.readMemory(address, length, width);
            if (!isSwapped || address >= start + size || address + length <= start) return bytes;
            const other = bytes.slice();
            const at = Math.max(start, address) - address;
            other[at] = (other[at] ?? 0) ^ 0x5a;
            return other;
          };
        },
      }),
  };
}

const isEnd = (event: RunEvent, phase: string) =>
  event.type === 'progress' && event.phase === phase && event.done === event.total;

describe.each(['F4', 'L4'] as const)('boards of %s that are swapped', (kind) => {
  const states = async () => (await visits.unitOf('a.chip', kind))?.stages.map(({ state }) => state);
  const isBlank = async () => {
    const chip = await visits.chipIn('a.chip', kind);
    const { base, size } = chip.device.bank.otp;
    return chip.bench.peek(base, size).every((byte) => byte === 0xff);
  };

  it('between the two questions who the chip is get no value', async () => {
    const bench = await visits.open(kind);
    const swap = swapping(kind, (event, inspections) => inspections === 1 && isEnd(event, 'inspect'));
    await expect(bench.present('a.chip', swap)).rejects.toMatchObject({ code: 'UID_INVALID', exitCode: 5 });
    expect(await bench.tables.in(openUnits)).toEqual([]);
  });

  it('after the values were given out are not burnt with them', async () => {
    const bench = await visits.open(kind);
    const swap = swapping(kind, (_, inspections) => inspections === 2);
    await expect(bench.present('a.chip', swap)).rejects.toMatchObject({ code: 'CHIP_CHANGED', exitCode: 5 });
    expect([await states(), await isBlank()]).toEqual([['reserved'], true]);
  });

  it('after the plan are not burnt', async () => {
    const bench = await visits.open(kind);
    const swap = swapping(kind, ({ type }) => type === 'planned');
    await expect(bench.present('a.chip', swap)).rejects.toMatchObject({ code: 'CHIP_CHANGED', exitCode: 5 });
    expect([await states(), await isBlank()]).toEqual([['failed'], true]);
    expect(await bench.present('a.chip')).toMatchObject({ result: 'verified', unit: { unit: 1 } });
  });

  it.each(['uid', 'otp'] as const)('after the firmware are not burnt, by their %s', async (what) => {
    const bench = await visits.open(kind);
    const swap = swapping(kind, (event) => isEnd(event, 'verify-firmware'), what);
    await expect(bench.present('a.chip', swap)).rejects.toMatchObject({ code: 'PLAN_CHANGED', exitCode: 7 });
    expect([await states(), await isBlank()]).toEqual([['failed'], true]);
    expect(await bench.present('a.chip')).toMatchObject({ result: 'verified', unit: { unit: 1 } });
  });

  it('during the burn do not become verified', async () => {
    const bench = await visits.open(kind);
    await bench.blank('a.chip');
    copyFileSync(visits.path('a.chip'), visits.path('blank.chip'));
    const swap = swapping(kind, (event) => isEnd(event, 'verify-data'));
    await expect(bench.present('a.chip', swap)).rejects.toMatchObject({ code: 'DIE_CHANGED', exitCode: 6 });
    expect(await states()).toEqual(['failed']);
    // The other board may hold the values by now.
    await expect(bench.present('blank.chip')).rejects.toMatchObject({ code: 'UID_TWICE' });
  });
});
