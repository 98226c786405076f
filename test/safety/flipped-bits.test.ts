import { describe, expect, it } from 'vitest';
import { SimulatedChip } from '../../src/chip/index.js';
import { faultyProbe } from '../../src/probe/faulty-probe.js';
import type { Probe } from '../../src/probe/index.js';
import { SimProbe } from '../../src/probe/sim.js';
import { deviceOf } from '../chip/support/chips.js';
import { imageOf } from '../support/images.js';
import { fc, runs } from '../support/property.js';
import { damageOf, judge } from './judge.js';
import { type Attempt, attempt, type Job, jobOf } from './rig.js';

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (index * 29) & 0x7f);

const jobs = await Promise.all(
  ['STM32F410C8', 'STM32L412C8'].map((name) => {
    const device = deviceOf(name);
    return jobOf(device, imageOf([device.bank.otp.base, bytes(64)]));
  }),
);

interface Flip {
  readonly kind: 'flip-read' | 'flip-write';
  readonly call: number;
  readonly byte: number;
  readonly bit: number;
}

interface Flipped {
  readonly result: Attempt;
  readonly chip: SimulatedChip;
  readonly calls: readonly string[];
}

async function runWith(job: Job, flips: readonly Flip[]): Promise<Flipped> {
  const chip = SimulatedChip.fromState(job.start, job.device);
  const calls: string[] = [];
  const listed = listCalls(new SimProbe(chip), calls);
  return { result: await attempt(job, faultyProbe(listed, flips)), chip, calls };
}

/** Which write or read of memory carries the loader: the only one of its length. */
async function downloadOf(job: Job): Promise<{ write: number; read: number; length: number }> {
  const { calls } = await runWith(job, []);
  const writes = calls.filter((call) => call.startsWith('writeMemory'));
  const reads = calls.filter((call) => call.startsWith('readMemory'));
  const length = Math.max(...writes.map(lengthOf));
  const write = writes.findIndex((call) => lengthOf(call) === length) + 1;
  const after = calls
    .slice(calls.indexOf(writes[write - 1] ?? '') + 1)
    .find((call) => lengthOf(call) === length);
  return { write, read: reads.indexOf(after ?? '') + 1, length };
}

function expectCaught({ result, chip, calls }: Flipped, where: string): void {
  expect([where, result.error?.code, result.error?.exitCode]).toEqual([where, 'LOADER_RAM', 4]);
  expect(calls.filter((call) => call === 'go' || call === 'writeRegisters')).toEqual([]);
  expect(chip.counters).toMatchObject({ otpOperations: 0, flashOperations: 0, instructions: 0 });
}

describe.each(jobs)('a flipped bit, $device.name', (job) => {
  it('in any byte of the loader and job is caught before the core runs', async () => {
    const { write, length } = await downloadOf(job);
    expect(length).toBeGreaterThan(64 + 400);
    for (let byte = 0; byte < length; byte += 1) {
      const flip = { kind: 'flip-write', call: write, byte, bit: (byte * 3) & 7 } as const;
      expectCaught(await runWith(job, [flip]), `byte ${byte}`);
    }
  });

  it('or several, at any places, in the download or its read-back', async () => {
    const { write, read, length } = await downloadOf(job);
    const flip = fc.record({
      byte: fc.integer({ min: 0, max: length - 1 }),
      bit: fc.integer({ min: 0, max: 7 }),
      way: fc.constantFrom<Flip['kind']>('flip-write', 'flip-read'),
    });
    await fc.assert(
      fc.asyncProperty(
        // Two flips of one bit undo each other.
        fc.uniqueArray(flip, { minLength: 1, maxLength: 4, selector: ({ byte, bit }) => byte * 8 + bit }),
        async (flips) => {
          const faults = flips.map(({ way, ...place }) => ({
            kind: way,
            call: way === 'flip-write' ? write : read,
            ...place,
          }));
          expectCaught(await runWith(job, faults), JSON.stringify(flips));
        },
      ),
      { numRuns: runs(100) },
    );
  });

  it('in any memory read of a run never makes a wrong claim or a wrong write, and the next run finishes', async () => {
    const { calls } = await runWith(job, []);
    const reads = calls.filter((call) => call.startsWith('readMemory'));
    for (const [index, call] of reads.entries()) {
      const step = Math.max(1, Math.floor(lengthOf(call) / 24));
      for (let byte = 0; byte < lengthOf(call); byte += step) {
        const flip = { kind: 'flip-read', call: index + 1, byte, bit: (byte * 5 + index) & 7 } as const;
        const { result, chip } = await runWith(job, [flip]);
        const where = JSON.stringify(flip);
        expect([where, damageOf(job, chip, [])]).toEqual([where, undefined]);
        if (result.report && result.report.result !== 'refused')
          expect([where, judge(job, chip, result, [])]).toEqual([where, { outcome: 'finished' }]);
        const again = await attempt(job, new SimProbe(chip));
        expect([where, judge(job, chip, again, [])]).toEqual([where, { outcome: 'finished' }]);
      }
    }
  });

  it.each([0, 1] as const)('of RAM that is stuck at %i is found before the core runs', async (value) => {
    const { length } = await downloadOf(job);
    const { base } = job.device.bank.loader.ram;
    const clean = SimulatedChip.fromState(job.start, job.device);
    await attempt(job, new SimProbe(clean));
    const code = clean.bench.peek(base, length);
    for (let byte = 0; byte < 0x100; byte += 7) {
      const bit = byte & 7;
      // A bit that is stuck at what it should hold does no harm. Words of the job change while it runs.
      if ((((code[byte] ?? 0) >> bit) & 1) === value) continue;
      const chip = SimulatedChip.fromState(job.start, job.device);
      chip.bench.stickRam(base + byte, bit, value);
      const calls: string[] = [];
      const result = await attempt(job, listCalls(new SimProbe(chip), calls));
      expectCaught({ result, chip, calls }, `RAM byte ${byte}`);
    }
  });
});

/** The same probe; each call is listed by its name, those of memory with their length. */
function listCalls(probe: Probe, calls: string[]): Probe {
  return new Proxy(probe, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        const [address, data] = args;
        const length = data instanceof Uint8Array ? data.length : data;
        calls.push(/Memory$/.test(String(name)) ? `${String(name)} ${address} ${length}` : String(name));
        return value.apply(target, args);
      };
    },
  });
}

function lengthOf(call: string): number {
  return Number(call.split(' ')[2] ?? 0);
}
