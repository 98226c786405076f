import { describe, expect, it } from 'vitest';
import { finishedJob } from '../../src/burn/finished-job.js';
import { makeJob } from '../../src/burn/job.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import { f401 } from '../support/banks.js';
import { rig } from './support.js';

const { base } = f401.bank.otp;
const segments = [
  { address: base, bytes: Uint8Array.of(1, 2, 3) },
  { address: base + 0x20, bytes: Uint8Array.of(4, 5) },
];

/** What a chip tells whose RAM holds a job with some words of its header changed. */
async function toldBy(words: Readonly<Record<number, number>>) {
  const { probe } = rig(f401);
  const loader = await loadBuiltLoader(f401.bank);
  const { ram, jobAddress } = makeJob(f401.bank, loader, segments);
  const view = new DataView(ram.bytes.buffer);
  for (const [index, word] of Object.entries(words)) {
    view.setUint32(jobAddress - ram.address + 4 * Number(index), word, true);
  }
  await probe.resetHalt();
  await probe.writeMemory(ram.address, ram.bytes);
  const told = await finishedJob({ probe, device: f401, loader });
  return told.filter(({ length }) => length > 0).map(({ address, length }) => [address - base, length]);
}

const [magic, count, status, failAddress] = [0, 3, 4, 5];

describe('what a job in RAM tells that it has programmed', () => {
  it('is all of it once it is done', async () => {
    expect(await toldBy({ [status]: 0 })).toEqual([
      [0, 3],
      [0x20, 2],
    ]);
  });

  it.each([7, 8])('is what comes before the unit that failed, by status %i', async (failed) => {
    expect(await toldBy({ [status]: failed, [failAddress]: base + 0x21 })).toEqual([
      [0, 3],
      [0x20, 1],
    ]);
    expect(await toldBy({ [status]: failed, [failAddress]: base })).toEqual([]);
  });

  it.each([1, 2, 3, 4, 5, 6])('is nothing after the refusal of status %i', async (refused) => {
    expect(await toldBy({ [status]: refused, [failAddress]: base + 0x21 })).toEqual([]);
  });

  it('is nothing while there is no answer, or none that a loader gives', async () => {
    for (const word of [0xffffffff, 0xfffffffe, 0x7fffffff, 9]) {
      expect(await toldBy({ [status]: word, [failAddress]: base + 0x21 })).toEqual([]);
    }
  });

  it('is nothing where there is no job', async () => {
    expect(await toldBy({ [status]: 0, [magic]: 0 })).toEqual([]);
    expect(await toldBy({ [status]: 0, [count]: 0 })).toEqual([]);
    expect(await toldBy({ [status]: 0, [count]: 0x211 })).toEqual([]);
  });
});
