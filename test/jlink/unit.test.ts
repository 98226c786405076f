import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { programUnit } from '../../src/burn/index.js';
import { SimulatedChip } from '../../src/chip/index.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import { openProbe } from '../../src/probe/index.js';
import { SimProbe } from '../../src/probe/sim.js';
import { burn } from '../burn/support.js';
import { type Desk, StandIn } from '../jlink-standin/bench.js';
import { allBanks, f401, l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { otpOf, programOver, ramp, unitImage } from './support.js';

const standIn = new StandIn();
let desk: Desk;
afterEach(() => expect(desk.misuse()).toBe(''));
afterAll(() => standIn.close());

describe.each([f401, l476])('a unit through jlink:, $name', (device) => {
  const { base, data, locks, size } = device.bank.otp;

  it('is programmed as through sim:, and a second run has nothing to do', async () => {
    desk = await standIn.desk(device);
    const image = unitImage(desk);
    const report = await programOver(desk, image);
    expect(report).toMatchObject({ result: 'done', locksSet: locks ? 1 : 0 });
    expect(report.probe).toMatchObject({
      description: `J-Link PLUS ${desk.serial}`,
      serial: String(desk.serial),
      device: device.name,
      vtrefMv: 3300,
    });

    const twin = SimulatedChip.create(device);
    await burn({ probe: new SimProbe(twin), chip: twin, device, calls: [], otp: () => otpOf(desk) }, image);
    const { flash: _f, ...served } = desk.chip.toState() as never as Record<string, unknown>;
    const { flash: _g, ...direct } = twin.toState() as never as Record<string, unknown>;
    expect(served).toEqual(direct);
    const flash = device.bank.flash.base;
    const flashSize = device.flashKb * 1024;
    expect(desk.chip.bench.peek(flash, flashSize)).toEqual(twin.bench.peek(flash, flashSize));

    const handlers = desk.calls().filter((line) => line.startsWith('handler'));
    for (const call of ['JLINKARM_OpenEx', 'JLINKARM_EndDownload', 'JLINKARM_WaitForHalt']) {
      expect(handlers).toContain(`handler from another thread in ${call}`);
    }
    expect((await programOver(desk, image)).result).toBe('nothing-to-do');
  });

  it('records a trace that replays to the same report', async () => {
    desk = await standIn.desk(device);
    const image = unitImage(desk);
    const trace = join(desk.folder, 'run.jsonl');
    const loader = await loadBuiltLoader(device.bank);
    const run = async (uri: string, record: { trace?: string }) => {
      const probe = await openProbe(uri, { banks: allBanks, device, ...record });
      try {
        return await programUnit({ probe, device, loader, image }, { confirm: async () => true });
      } finally {
        await probe.close();
      }
    };
    const report = await run(desk.uri(), { trace });
    expect(report.result).toBe('done');
    expect(await run(`replay:${trace}`, {})).toEqual(report);
  });

  it('burns and verifies a full blank bank in at most 20 library calls after the checks', async () => {
    desk = await standIn.desk(device);
    const full = imageOf(
      [base + data.offset, ramp(data.size)],
      ...(locks ? [[base + locks.offset, new Uint8Array(locks.count)] as const] : []),
    );
    await programOver(desk, full, { leaveHalted: true });
    expect(otpOf(desk)).toEqual(full.clip(base, base + size).segments[0]?.bytes);
    const calls = desk.calls().filter((line) => /^JLINK/.test(line));
    // The checks end where the first job goes into RAM.
    const first = calls.lastIndexOf('JLINKARM_WriteMemEx', calls.indexOf('JLINKARM_WriteRegs'));
    const last = calls.lastIndexOf('JLINKARM_ReadMemEx');
    expect(calls.slice(first, last + 1).length).toBeLessThanOrEqual(20);
    expect(calls.slice(first, last + 1)).toContain('JLINKARM_WaitForHalt');
  });

  it('adds no library call per kilobyte to the firmware download', async () => {
    const callsFor = async (bytes: number) => {
      desk = await standIn.desk(device);
      await programOver(desk, imageOf([device.bank.flash.base, ramp(bytes)]));
      return desk.calls().filter((line) => /^JLINK/.test(line)).length;
    };
    expect(await callsFor(40 * 1024)).toBe(await callsFor(1024));
  });

  it('is refused before firmware is written when a region is neither flash nor OTP', async () => {
    desk = await standIn.desk(device);
    const report = await programOver(desk, imageOf([device.bank.flash.base, ramp(64)], [0x60000000, [1, 2]]));
    expect(report.result).toBe('refused');
    expect(desk.calls()).not.toContain('JLINKARM_BeginDownload');
  });
});
