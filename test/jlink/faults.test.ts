import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { LibraryProcess } from '../../src/probe/jlink/library-process.js';
import { type Desk, StandIn } from '../jlink-standin/bench.js';
import { f401, l476 } from '../support/banks.js';
import { finishes, programOver, unitImage } from './support.js';

const standIn = new StandIn();
let desk: Desk;
afterEach(() => expect(desk.misuse()).toBe(''));
afterAll(() => standIn.close());

describe.each([f401, l476])('a library that hangs, $name', (device) => {
  it.each([
    ['JLINKARM_OpenEx', 1, 'PROBE_LOST', 4],
    ['JLINKARM_ReadMemEx', 1, 'PROBE_LOST', 4],
    ['JLINKARM_EndDownload', 1, 'BURN_INTERRUPTED', 7],
    ['JLINKARM_Go', 1, 'BURN_INTERRUPTED', 7],
    ['JLINKARM_WaitForHalt', 1, 'BURN_INTERRUPTED', 7],
  ])('in %s is ended and named, and the next run finishes the unit', async (call, at, code, exitCode) => {
    desk = await standIn.desk(device, { faults: [`hang ${call} ${at}`] });
    const run = programOver(desk, unitImage(desk), { uri: ',timeout=2500' });
    await expect(run).rejects.toMatchObject({
      code,
      exitCode,
      message: expect.stringContaining(`${call} did not come back within`),
      details: { hung: true, function: call },
    });
    await finishes(desk);
  });
});

describe('a job that does not end', () => {
  it('is stopped by a reset before the probe is closed', async () => {
    desk = await standIn.desk(f401, { faults: ['fail JLINKARM_WaitForHalt 2 0'] });
    const probe = await desk.open();
    await probe.resetHalt();
    await probe.writeMemory(0x20000000, Uint8Array.of(0xfe, 0xe7));
    await probe.writeRegisters({ PC: 0x20000000, xPSR: 0x01000000, PRIMASK: 1 });
    await probe.go();
    expect(await probe.waitHalted(1)).toBe(false);
    await probe.close();
    const calls = desk.calls().filter((line) => /^JLINK/.test(line));
    expect(calls.slice(-3)).toEqual(['JLINKARM_WaitForHalt', 'JLINKARM_Reset', 'JLINKARM_Close']);
    expect(desk.chip.isHalted).toBe(true);
  });
});

describe('a job that was given up', () => {
  it.each(['ends while the probe is closed', 'ended before'])('is reset though it %s', async (when) => {
    desk = await standIn.desk(f401, { faults: ['fail JLINKARM_WaitForHalt 1 0'] });
    const probe = await desk.open();
    await probe.resetHalt();
    // BKPT #0: the core halts by itself.
    await probe.writeMemory(0x20000000, Uint8Array.of(0x00, 0xbe));
    await probe.writeRegisters({ PC: 0x20000000, xPSR: 0x01000000, PRIMASK: 1 });
    await probe.go();
    expect(await probe.waitHalted(1)).toBe(false);
    if (when === 'ended before') expect(await probe.waitHalted(1000)).toBe(true);
    await probe.close();
    const calls = desk.calls().filter((line) => /^JLINK/.test(line));
    expect(calls.slice(-3)).toEqual(['JLINKARM_WaitForHalt', 'JLINKARM_Reset', 'JLINKARM_Close']);
  });
});

describe('a core that runs on after reset', () => {
  it('is halted and reset again', async () => {
    desk = await standIn.desk(f401, { faults: ['fail JLINKARM_IsHalted 1 0'] });
    const probe = await desk.open();
    await probe.resetHalt();
    await probe.close();
    const calls = desk.calls().filter((line) => /^JLINKARM_.*(Reset|Halt)/.test(line));
    expect(calls).toEqual([
      'JLINKARM_Reset',
      'JLINKARM_IsHalted',
      'JLINKARM_Halt',
      'JLINKARM_Reset',
      'JLINKARM_IsHalted',
    ]);
  });

  it('even then is refused, with connecting under reset as the way out', async () => {
    desk = await standIn.desk(f401, {
      faults: ['fail JLINKARM_IsHalted 1 0', 'fail JLINKARM_IsHalted 2 0'],
    });
    const probe = await desk.open();
    await expect(probe.resetHalt()).rejects.toMatchObject({
      code: 'TARGET_FAULT',
      remedy: expect.stringContaining('--reset under'),
    });
    await probe.close();
  });
});

describe('the probe’s process', () => {
  it('is ended when a download tells the same progress again and again', async () => {
    desk = await standIn.desk(f401, { chatters: true });
    await expect(programOver(desk, unitImage(desk), { uri: ',timeout=1000' })).rejects.toMatchObject({
      code: 'BURN_INTERRUPTED',
      details: { hung: true, function: 'JLINKARM_EndDownload' },
    });
    await finishes(desk);
  });

  it('is left behind when not even SIGKILL ends it', async () => {
    desk = await standIn.desk(f401, { faults: ['hang JLINKARM_GetDLLVersion 1'] });
    const process = new LibraryProcess(desk.library, 60_000);
    const kill = vi.spyOn(process, 'kill').mockImplementation(() => undefined);
    await expect(process.ask('inspect', [], { deadlineMs: 1000 })).rejects.toMatchObject({
      code: 'PROBE_LOST',
    });
    await process.ended(100);
    kill.mockRestore();
    process.kill();
  });

  it('hangs while it closes: the result stands, the process is ended', async () => {
    desk = await standIn.desk(f401, { faults: ['hang JLINKARM_Close 2'] });
    expect((await programOver(desk, unitImage(desk), { uri: ',timeout=2500' })).result).toBe('done');
    await finishes(desk);
  });

  it('crashes while it loads the library, which no cable cures', async () => {
    desk = await standIn.desk(f401);
    // Without it the stand-in aborts as it is loaded.
    rmSync(join(desk.folder, 'standin.conf'));
    await expect(desk.open()).rejects.toMatchObject({
      code: 'JLINK_LIBRARY_UNUSABLE',
      exitCode: 9,
      message: expect.stringMatching(/ended by SIGABRT before its first call$/),
    });
  });

  it('crashes inside the library: the run says so, the next one finishes', async () => {
    desk = await standIn.desk(f401, { faults: ['crash JLINKARM_WaitForHalt 1'] });
    await expect(programOver(desk, unitImage(desk))).rejects.toMatchObject({
      code: 'BURN_INTERRUPTED',
      message: expect.stringMatching(/ended by SIGSEGV in JLINKARM_WaitForHalt/),
    });
    await finishes(desk);
  });
});
