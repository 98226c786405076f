import { mkdirSync, rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import type { Probe } from '../../src/probe/index.js';
import { type Bench, ledgerOf } from './bench.js';
import { useVisits } from './in-folder.js';

const visits = useVisits();
const kind = 'L4 with records';

/** A record is in the first slot of the chip. */
async function usesFirstSlot(bench: Bench, more: Parameters<Bench['present']>[1] = {}): Promise<void> {
  expect(await bench.present('a.chip', more)).toMatchObject({ result: 'verified', unit: { unit: 1 } });
  const chip = await visits.chipIn('a.chip', kind);
  const { base } = chip.device.bank.otp;
  expect(chip.bench.peek(base + 0x18, 4)).not.toEqual(new Uint8Array(4).fill(0xff));
  expect(chip.bench.peek(base + 0x38, 4)).toEqual(new Uint8Array(4).fill(0xff));
}

it('a claim whose journal could not be written uses up no slot of a record', async () => {
  const bench = await visits.open(kind);
  const journal = visits.path('other.jsonl');
  for (const _ of [1, 2, 3, 4]) {
    const visit = bench.present('a.chip', {
      journal,
      confirm: () => mkdirSync(journal) === undefined,
    });
    await expect(visit).rejects.toMatchObject({ code: expect.stringMatching(/^JOURNAL_|^FILE_/) });
    rmSync(journal, { recursive: true });
  }
  expect(bench.tables.events.filter(({ kind }) => kind === 'claim')).toHaveLength(4);
  await usesFirstSlot(bench);
});

it('a claim whose firmware was not written uses up no slot at another bench', async () => {
  const bench = await visits.open(kind);
  const failing = (probe: Probe) =>
    new Proxy(probe, {
      get(of, name) {
        if (name === 'programFlash')
          return () => Promise.reject(new OtpforgeError('FLASH_DOWNLOAD_FAILED', { message: 'no' }));
        const value: unknown = Reflect.get(of, name, of);
        return typeof value === 'function' ? value.bind(of) : value;
      },
    });
  const failed = bench.present('a.chip', { wrap: failing });
  await expect(failed).rejects.toMatchObject({ code: 'FLASH_DOWNLOAD_FAILED' });
  await usesFirstSlot(bench, {
    ledger: ledgerOf(bench.tables, 'bench 2'),
    journal: visits.path('second.jsonl'),
  });
});
