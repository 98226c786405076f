import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type Desk, StandIn } from '../jlink-standin/bench.js';
import { f401, l476 } from '../support/banks.js';
import { type Ended, start, startProgram, whenFiles } from './command.js';
import { isBlank, otpOf, unitImage } from './support.js';

const standIn = new StandIn();
let desk: Desk;
afterEach(() => expect(desk.misuse()).toBe(''));
afterAll(() => standIn.close());

const lockFile = () => join(desk.folder, `otpforge-jlink-${desk.serial}.lock`);
const lockHolder = () => Number(readFileSync(lockFile(), 'utf8').split(' ')[0]);

async function finishes(): Promise<void> {
  desk.arrange({});
  expect(await startProgram(desk).ended).toMatchObject({ exitCode: 0 });
  for (const { address, bytes } of unitImage(desk).segments) {
    expect(desk.chip.bench.peek(address, bytes.length)).toEqual(bytes);
  }
}

function isLocked(): boolean {
  const { device, chip } = desk;
  const control = device.bank.controller.name === 'stm32f4' ? 0x10 : 0x14;
  const bytes = chip.readMemory(device.bank.controller.base + control, 4, 4);
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) >>> 31 === 1;
}

describe('two processes that want one probe', () => {
  it('the second is told who has it, and the first is not disturbed', async () => {
    desk = await standIn.desk(f401, { faults: ['pause JLINKARM_WaitForHalt 1'] });
    const first = startProgram(desk);
    const pause = await desk.paused();
    const holder = lockHolder();
    expect(await startProgram(desk).ended).toMatchObject({
      exitCode: 4,
      document: { error: { code: 'PROBE_BUSY', details: { pid: holder, serial: desk.serial } } },
    });
    await pause.close();
    expect(await first.ended).toMatchObject({ exitCode: 0, document: { result: 'done' } });
    expect(existsSync(lockFile())).toBe(false);
  });
});

describe('Ctrl-C, which reaches the whole process group', () => {
  const interrupt = async (at: string): Promise<Ended> => {
    desk = await standIn.desk(f401, { faults: [`pause ${at}`] });
    const run = startProgram(desk);
    const pause = await desk.paused();
    process.kill(-run.pid, 'SIGINT');
    await run.shows('stopping before the next step');
    await pause.close();
    return run.ended;
  };

  it('before the first write: exit 8, and the chip is as it was', async () => {
    expect(await interrupt('JLINKARM_Reset 1')).toMatchObject({
      exitCode: 8,
      document: { error: { code: 'STOPPED' } },
    });
    expect(isBlank(otpOf(desk))).toBe(true);
    expect(desk.chip.counters.flashOperations).toBe(0);
    await finishes();
  });

  it('in the middle of the firmware: it is finished, OTP is not begun, exit 7', async () => {
    expect(await interrupt('JLINKARM_EndDownload 1')).toMatchObject({
      exitCode: 7,
      document: {
        error: { code: 'BURN_STOPPED', details: { done: ['the firmware'], next: '64 OTP data units' } },
      },
    });
    expect(isBlank(otpOf(desk))).toBe(true);
    await finishes();
  });

  it('in the middle of the data: they are finished and read back, no lock is set, exit 7', async () => {
    expect(await interrupt('JLINKARM_WaitForHalt 1')).toMatchObject({
      exitCode: 7,
      document: {
        error: {
          code: 'BURN_STOPPED',
          message: expect.stringContaining('done and read back are the firmware, 64 OTP data units'),
          details: { next: '1 OTP locks' },
        },
      },
    });
    expect(otpOf(desk)[0x200]).toBe(0xff);
    expect(isLocked()).toBe(true);
    await finishes();
  });

  it('in the middle of the last step: nothing is left to stop, exit 0', async () => {
    expect(await interrupt('JLINKARM_WaitForHalt 2')).toMatchObject({
      exitCode: 0,
      document: { result: 'done' },
    });
    await finishes();
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s to the probe’s process alone changes nothing',
    async (signal) => {
      desk = await standIn.desk(f401, { faults: ['pause JLINKARM_WaitForHalt 1'] });
      const run = startProgram(desk);
      const pause = await desk.paused();
      process.kill(lockHolder(), signal);
      await pause.close();
      expect(await run.ended).toMatchObject({ exitCode: 0, document: { result: 'done' } });
    },
  );
});

describe.each([f401, l476])('kill -9 of the command in the middle of a burn, $name', (device) => {
  it('lets the probe’s process finish the burn, lock the controller and close; the next run finishes', async () => {
    desk = await standIn.desk(device, { faults: ['pause JLINKARM_WaitForHalt 1'] });
    const run = startProgram(desk);
    const pause = await desk.paused();
    process.kill(run.pid, 'SIGKILL');
    expect(await run.ended).toMatchObject({ signal: 'SIGKILL' });
    expect(await startProgram(desk).ended).toMatchObject({
      exitCode: 4,
      document: { error: { code: 'PROBE_BUSY' } },
    });
    await pause.close();
    await whenFiles(desk.folder, () => !existsSync(lockFile()));
    expect(
      desk
        .calls()
        .filter((line) => !line.startsWith('handler'))
        .slice(-2),
    ).toEqual(['JLINKARM_Close', 'closed']);
    const { base, locks } = device.bank.otp;
    const data = unitImage(desk).clip(base, base + 64).segments[0]?.bytes;
    expect(otpOf(desk).subarray(0, 64)).toEqual(data);
    if (locks) expect(otpOf(desk)[locks.offset]).toBe(locks.unlocked);
    expect(isLocked()).toBe(true);
    await finishes();
  });

  it('with a library that hangs: its process ends itself, and its lock is taken over', async () => {
    desk = await standIn.desk(device, { faults: ['hang JLINKARM_WaitForHalt 1'] });
    const run = startProgram(desk, ',timeout=500');
    await whenFiles(desk.folder, () => desk.calls().includes('hangs in JLINKARM_WaitForHalt'));
    process.kill(run.pid, 'SIGKILL');
    await run.ended;
    desk.arrange({});
    let next: Ended;
    do next = await startProgram(desk).ended;
    while (next.document?.error?.code === 'PROBE_BUSY');
    expect(next).toMatchObject({ exitCode: 0 });
    await finishes();
  });
});

describe('flags beside the probe URI', () => {
  it('stand for its options', async () => {
    desk = await standIn.desk(f401);
    const args = ['read', '--device', 'STM32F401RE', '--probe', 'jlink:', '--jlink-library', desk.library];
    const log = join(desk.folder, 'own.log');
    const run = start(desk, [...args, '--log', log, '--reset', 'under']);
    expect(await run.ended).toMatchObject({ exitCode: 0, document: { result: 'done' } });
    expect(existsSync(log)).toBe(true);
    expect(desk.calls()).toContain('reset type 3');
  });

  it('are refused where a probe has no such option', async () => {
    desk = await standIn.desk(f401);
    expect(await start(desk, ['read', '--probe', 'sim:STM32F401RE', '--log', 'x.log']).ended).toMatchObject({
      exitCode: 2,
      document: { error: { code: 'PROBE_URI', message: expect.stringContaining('no option "log"') } },
    });
  });
});

describe('without SEGGER’s library', () => {
  it('says where it looked: exit 9', async () => {
    desk = await standIn.desk(f401);
    const args = ['read', '--device', 'STM32F401RE', '--probe'];
    const nowhere = join(desk.folder, 'nowhere.so');
    expect(await start(desk, [...args, `jlink:,library=${nowhere}`]).ended).toMatchObject({
      exitCode: 9,
      document: { error: { code: 'JLINK_LIBRARY_MISSING', details: { places: [nowhere] } } },
    });
    expect(await start(desk, [...args, 'jlink:'], { OTPFORGE_JLINK_LIBRARY: nowhere }).ended).toMatchObject({
      exitCode: 9,
      document: { error: { details: { places: [nowhere] } } },
    });
  });

  it('says that a file is not the library: exit 9', async () => {
    desk = await standIn.desk(f401);
    const wrong = join(desk.folder, 'standin.conf');
    expect(
      await start(desk, ['read', '--device', 'STM32F401RE', '--probe', `jlink:,library=${wrong}`]).ended,
    ).toMatchObject({ exitCode: 9, document: { error: { code: 'JLINK_LIBRARY_UNUSABLE' } } });
  });
});
