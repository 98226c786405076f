import { describe, expect, it } from 'vitest';
import { type BurnRequest, planDocument, programUnit, reportDocument } from '../../src/burn/index.js';
import { reportText } from '../../src/cli/report-text.js';
import { OtpforgeError } from '../../src/errors/index.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import { f401, l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { type Bend, type Rig, rig } from './support.js';

const serial = [1, 2, 3, 4, 5, 6, 7, 8];
const WRPERR = 1 << 4;

/** Programs with the knowledge of a run that was to burn some units. */
async function programAfter(
  unit: Rig,
  units: [address: number, length: number][],
  image: [number, number[]][],
) {
  const { probe, device } = unit;
  const asked: string[] = [];
  const cutOffRuns: BurnRequest['cutOffRuns'] = async (uid) => {
    asked.push(uid);
    return [{ units: units.map(([address, length]) => ({ address, length })) }];
  };
  const loader = await loadBuiltLoader(device.bank);
  const request = { probe, device, loader, image: imageOf(...image), cutOffRuns };
  const report = await programUnit(request, { confirm: async () => true });
  expect(asked).toEqual([unit.chip.toState().uid]);
  return report;
}

/** The OTP addresses that a chip programs. */
function programmed({ chip }: Rig): number[] {
  const addresses: number[] = [];
  chip.onOperation(({ address }) => addresses.push(address));
  return addresses;
}

describe('the run after one that was interrupted, on STM32F4', () => {
  const { base } = f401.bank.otp;
  const lock = base + 0x200;

  it('programs what may be short once more, and burns the rest', async () => {
    const unit = rig(f401);
    unit.chip.bench.poke(base, Uint8Array.from(serial.slice(0, 3)));
    const addresses = programmed(unit);
    const report = await programAfter(unit, [[base, 8]], [[base, serial]]);
    expect(report).toMatchObject({ result: 'done', unitsBurnt: 8 });
    expect(addresses).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((offset) => base + offset));
  });

  it('programs a lock byte once more', async () => {
    const unit = rig(f401);
    unit.chip.bench.poke(base, Uint8Array.from(serial));
    unit.chip.bench.setLockByte(0, 0);
    const addresses = programmed(unit);
    const report = await programAfter(
      unit,
      [[lock, 1]],
      [
        [base, serial],
        [lock, [0]],
      ],
    );
    expect(report).toMatchObject({ result: 'done', unitsBurnt: 0, locksSet: 1 });
    expect(addresses).toEqual([lock]);
  });

  it('takes a lock byte that protects itself for what it is, and no other error', async () => {
    for (const [flags, ok] of [
      [WRPERR, true],
      [1 << 6, false],
    ] as const) {
      const unit = rig(f401, answering(7, flags));
      unit.chip.bench.poke(base, Uint8Array.from(serial));
      unit.chip.bench.setLockByte(0, 0);
      const run = programAfter(
        unit,
        [[lock, 1]],
        [
          [base, serial],
          [lock, [0]],
        ],
      );
      if (ok) {
        const report = await run;
        expect(report).toMatchObject({ result: 'done', locksSet: 0, locksInForce: 1 });
        expect(reportText(reportDocument(report, planDocument(report.plan)))).toContain(
          '0 locks set, 1 lock in force already\neverything read back',
        );
      } else await expect(run).rejects.toMatchObject({ code: 'BURN_FAILED' });
    }
  });

  it('takes the loader’s refusal of a second lock for an interruption: the first one was programmed', async () => {
    let jobs = 0;
    const unit = rig(f401, (probe, chip) => ({
      go: () => {
        jobs += 1;
        if (jobs === 2) chip.bench.deafenKeys();
        return probe.go();
      },
    }));
    unit.chip.bench.poke(base, Uint8Array.from(serial));
    unit.chip.bench.setLockByte(0, 0);
    unit.chip.bench.poke(base + 32, Uint8Array.from(serial));
    const addresses = programmed(unit);
    const run = programAfter(
      unit,
      [[lock, 1]],
      [
        [base, serial],
        [base + 32, serial],
        [lock, [0, 0]],
      ],
    );
    await expect(run).rejects.toMatchObject({
      code: 'BURN_INTERRUPTED',
      exitCode: 7,
      details: { code: 'LOADER_REFUSED', status: 6, step: '2 OTP locks' },
    });
    expect(addresses).toEqual([lock]);
  });

  it('refuses to lock a byte that may be short and that the image does not name', async () => {
    const unit = rig(f401);
    unit.chip.bench.poke(base, Uint8Array.from(serial));
    const addresses = programmed(unit);
    expect(await programAfter(unit, [[base, 8]], [[lock, [0]]])).toMatchObject({
      result: 'refused',
      plan: {
        refusals: [
          {
            code: 'SUSPECT',
            address: lock,
            message: expect.stringMatching(/would lock block 0 forever/),
            remedy: expect.stringMatching(/with its own image/),
          },
        ],
      },
    });
    expect(addresses).toEqual([]);
  });

  it('trusts what the job left in RAM says is done', async () => {
    let lost = true;
    const unit = rig(f401, (probe) => ({
      readRegisters: (names) => {
        if (lost) throw new OtpforgeError('PROBE_LOST', { message: 'unplugged' });
        return probe.readRegisters(names);
      },
    }));
    await expect(programAfter(unit, [], [[base, serial]])).rejects.toMatchObject({
      code: 'BURN_INTERRUPTED',
    });
    lost = false;
    const addresses = programmed(unit);
    expect(await programAfter(unit, [[base, 8]], [[base, serial]])).toMatchObject({
      result: 'nothing-to-do',
    });
    expect(addresses).toEqual([]);
  });

  it('trusts no job in RAM that has no answer yet', async () => {
    let lost = true;
    const unit = rig(f401, (probe) => ({
      writeRegisters: (values) => {
        if (lost) throw new OtpforgeError('PROBE_LOST', { message: 'unplugged' });
        return probe.writeRegisters(values);
      },
    }));
    await expect(programAfter(unit, [], [[base, serial]])).rejects.toMatchObject({ code: 'PROBE_LOST' });
    lost = false;
    unit.chip.bench.poke(base, Uint8Array.from(serial.slice(0, 3)));
    const addresses = programmed(unit);
    await programAfter(unit, [[base, 8]], [[base, serial]]);
    expect(addresses[0]).toBe(base);
  });
});

describe('the run after one that was interrupted, on STM32L4', () => {
  const { base } = l476.bank.otp;

  it('refuses the double word that may be short, and writes nothing', async () => {
    const unit = rig(l476);
    unit.chip.bench.poke(base, Uint8Array.from(serial));
    const addresses = programmed(unit);
    const report = await programAfter(unit, [[base, 16]], [[base, [...serial, ...serial]]]);
    expect(report).toMatchObject({
      result: 'refused',
      plan: {
        refusals: [{ code: 'SUSPECT', address: base, remedy: expect.stringMatching(/--accept-suspect/) }],
      },
    });
    expect(addresses).toEqual([]);
  });
});

/** Answers a read of the finished job's header with another status. */
function answering(status: number, flashSR: number): Bend {
  return (probe) => {
    let hasRun = false;
    return {
      go: async () => {
        await probe.go();
        hasRun = true;
      },
      readMemory: async (address, length, width) => {
        const bytes = Uint8Array.from(await probe.readMemory(address, length, width));
        if (!hasRun || length !== 32) return bytes;
        const view = new DataView(bytes.buffer);
        view.setUint32(16, status, true);
        view.setUint32(24, flashSR, true);
        return bytes;
      },
    };
  };
}
