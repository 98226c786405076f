import { copyFileSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/burn/index.js';
import { OtpforgeError } from '../../src/errors/index.js';
import type { Probe } from '../../src/probe/index.js';
import { l476 } from '../support/banks.js';
import { type Bench, type Kind, kinds, ledgerOf } from './bench.js';
import { useVisits } from './in-folder.js';

const visits = useVisits();
const { otp } = l476.bank;
const chip = (name: string) => readFileSync(visits.path(name), 'utf8');

/** A bench with a blank die, and another blank one of the same unique ID. */
async function withClone(kind: Kind): Promise<Bench> {
  const bench = await visits.open(kind);
  await bench.blank('a.chip');
  copyFileSync(visits.path('a.chip'), visits.path('clone.chip'));
  return bench;
}

const begins = (event: RunEvent, phase: string) =>
  event.type === 'progress' && event.phase === phase && event.done === 0;
const ends = (event: RunEvent, phase: string) =>
  event.type === 'progress' && event.phase === phase && event.done === event.total;

/** A probe whose cable comes off with an event: every call fails that has one of the names. */
function losing(names: readonly (keyof Probe)[], when: (event: RunEvent) => boolean) {
  let isLost = false;
  return {
    onEvent(event: RunEvent) {
      isLost ||= when(event);
    },
    wrap: (probe: Probe): Probe =>
      new Proxy(probe, {
        get(of, name) {
          const value: unknown = Reflect.get(of, name, of);
          if (typeof value !== 'function') return value;
          if (!names.includes(name as keyof Probe)) return value.bind(of);
          return (...values: readonly unknown[]) => {
            if (isLost) throw new OtpforgeError('PROBE_LOST', { message: 'the cable came off' });
            return value.apply(of, values);
          };
        },
      }),
  };
}

/** A probe that reads a bit of OTP wrong from an event on. */
function misreading(when: (event: RunEvent) => boolean) {
  let isWrong = false;
  return {
    onEvent(event: RunEvent) {
      isWrong ||= when(event);
    },
    wrap: (probe: Probe): Probe =>
      new Proxy(probe, {
        get(of, name) {
          const value: unknown = Reflect.get(of, name, of);
          if (typeof value !== 'function') return value;
          if (name !== 'readMemory') return value.bind(of);
          return async (...[address, length, width]: Parameters<Probe['readMemory']>) => {
            const bytes = await of.readMemory(address, length, width);
            const at = otp.base + 3 - address;
            return isWrong ? bytes.map((byte, index) => (index === at ? byte ^ 1 : byte)) : bytes;
          };
        },
      }),
  };
}

async function refusesClone(bench: Bench): Promise<void> {
  const clone = chip('clone.chip');
  await expect(bench.present('clone.chip')).rejects.toMatchObject({ code: 'UID_TWICE', exitCode: 5 });
  expect(chip('clone.chip')).toBe(clone);
}

describe.each(kinds)('a die of %s whose run failed behind its read-back', (kind) => {
  it('is told from a blank one of its unique ID, and goes on at another bench', async () => {
    const bench = await withClone(kind);
    const lost = losing(['resetRun'], (event) => ends(event, 'verify-data'));
    await expect(bench.present('a.chip', lost)).rejects.toMatchObject({ code: 'BURN_INTERRUPTED' });
    await refusesClone(bench);
    const before = chip('a.chip');
    const second = { ledger: ledgerOf(bench.tables, 'bench 2'), journal: visits.path('second.jsonl') };
    expect(await bench.present('a.chip', second)).toMatchObject({
      result: 'verified',
      unit: { unit: 1 },
      report: { unitsBurnt: 0 },
    });
    expect(chip('a.chip')).toBe(before);
    await refusesClone(bench);
  });
});

describe('a die of L4 whose run failed', () => {
  it('in its read-back is told from a blank one of its unique ID', async () => {
    const bench = await withClone('L4');
    const wrong = misreading((event) => begins(event, 'verify-data'));
    await expect(bench.present('a.chip', wrong)).rejects.toMatchObject({ code: 'READ_BACK_DIFFERS' });
    await refusesClone(bench);
  });

  it('after it was burnt on a copy of the chip alone is burnt with the same values', async () => {
    const bench = await withClone('L4');
    const cut = bench.present('a.chip', { rehearse: true, fault: 'power@8:0.2' });
    await expect(cut).rejects.toMatchObject({ code: 'BURN_INTERRUPTED' });
    expect(await bench.present('a.chip')).toMatchObject({ result: 'verified', unit: { unit: 1 } });
  });

  it('is known as burnt once a visit has seen it whole', async () => {
    const bench = await withClone('L4');
    await bench.present('a.chip');
    await bench.tables.in((tx) => tx.run("UPDATE stage SET state = 'failed', burnt = 0"));
    const lost = bench.present(
      'a.chip',
      losing(['resetRun'], () => true),
    );
    await expect(lost).rejects.toMatchObject({ code: 'PROBE_LOST' });
    await refusesClone(bench);
  });
});
