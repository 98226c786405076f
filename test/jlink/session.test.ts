import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { openProbe } from '../../src/probe/index.js';
import { type Desk, StandIn } from '../jlink-standin/bench.js';
import { allBanks, f401, l476 } from '../support/banks.js';

const standIn = new StandIn();
let desk: Desk;
afterEach(() => expect(desk.misuse()).toBe(''));
afterAll(() => standIn.close());

async function sessionCalls(options = ''): Promise<readonly string[]> {
  const probe = await desk.open(options);
  await probe.close();
  return desk.calls();
}

function order(calls: readonly string[], ...wanted: readonly string[]): void {
  const places = wanted.map((call) => calls.indexOf(call));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
}

describe('a J-Link session', () => {
  it('sets handlers, closes, selects, opens, and only then hooks the dialog', async () => {
    desk = await standIn.desk(f401);
    order(
      await sessionCalls(),
      'JLINKARM_SetErrorOutHandler',
      'JLINKARM_SetWarnOutHandler',
      'JLINKARM_EMU_GetList',
      'JLINKARM_Close',
      'JLINKARM_EMU_SelectByUSBSN',
      'JLINKARM_OpenEx',
      'JLINK_SetHookUnsecureDialog',
    );
  });

  it('selects interface and speed and looks at the supply before the device, which connects by itself', async () => {
    desk = await standIn.desk(l476);
    const calls = await sessionCalls(',speed=1000');
    order(
      calls,
      'exec SuppressControlPanel',
      'JLINKARM_TIF_Select',
      'speed 1000',
      'JLINKARM_GetHWStatus',
      'exec Device = STM32L476RG',
      'exec SetAllowFlashCache = 0',
      'exec ExcludeFlashCacheRange 0x1FFF0000-0x1FFFFFFF',
      'closed',
    );
    expect(calls).not.toContain('JLINKARM_Connect');
    expect(calls.join('\n')).not.toMatch(/JLinkDevicesXMLPath/);
  });

  it.each([f401, l476])(
    'reads main flash and OTP of $name from the chip, never from a cache',
    async (device) => {
      desk = await standIn.desk(device);
      const probe = await desk.open();
      await probe.resetHalt();
      for (const address of [device.bank.flash.base, device.bank.otp.base]) {
        const before = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
        desk.chip.bench.poke(address, before);
        expect(await probe.readMemory(address, 8)).toEqual(before);
        desk.chip.bench.poke(address, new Uint8Array(8));
        // The chip's own data cache is another matter: a reset empties it.
        await probe.resetHalt();
        expect(await probe.readMemory(address, 8)).toEqual(new Uint8Array(8));
      }
      await probe.close();
    },
  );

  it('resets under reset only when asked', async () => {
    desk = await standIn.desk(f401);
    order(await sessionCalls(',reset=under'), 'reset type 3', 'exec Device = STM32F401RE');
    desk.forget();
    expect(await sessionCalls(',reset=normal')).not.toContain('JLINKARM_SetResetType');
  });

  it('leaves the core halted where the library would let it run on by itself', async () => {
    desk = await standIn.desk(f401);
    const probe = await desk.open();
    await probe.resetHalt();
    await probe.close();
    expect(desk.calls()).toContain('closed');
    expect(desk.calls()).not.toContain('lets the core run on');
  });

  it('answers no when the library offers to unlock the chip', async () => {
    desk = await standIn.desk(f401, { protected: 1 });
    expect(await sessionCalls()).toContain('dialog answered 2');
    desk.arrange({ protected: 2 });
    await expect(desk.open()).rejects.toMatchObject({
      code: 'PROBE_UNAVAILABLE',
      message: expect.stringContaining('Could not connect to target'),
    });
  });

  it('hands the library’s own log over', async () => {
    desk = await standIn.desk(f401);
    const log = join(desk.folder, 'jlink.log');
    await sessionCalls(`,log=${log}`);
    expect(readFileSync(log, 'utf8')).toBe('log of the stand-in\n');
    await expect(desk.open(`,log=${join(desk.folder, 'no', 'where.log')}`)).rejects.toMatchObject({
      code: 'FILE_WRITE_FAILED',
    });
  });

  it('selects a probe by its serial number among several', async () => {
    desk = await standIn.desk(f401);
    const probes = [
      [17, 'J-Link BASE'],
      [desk.serial, 'J-Link PLUS'],
    ] as const;
    desk.arrange({ probes });
    await expect(desk.open()).rejects.toMatchObject({
      code: 'PROBE_AMBIGUOUS',
      exitCode: 2,
      message: expect.stringContaining(`J-Link BASE 17, J-Link PLUS ${desk.serial}`),
    });
    const named = (serial: number) =>
      openProbe(`jlink:${serial},library=${desk.library}`, { banks: allBanks, device: f401 });
    const probe = await named(desk.serial);
    expect((await probe.identify()).serial).toBe(String(desk.serial));
    await probe.close();
    await expect(named(18)).rejects.toMatchObject({ code: 'PROBE_UNAVAILABLE', exitCode: 4 });
  });

  it('names no probe by a serial number that two have', async () => {
    desk = await standIn.desk(f401);
    desk.arrange({
      probes: [
        [desk.serial, 'J-Link BASE'],
        [desk.serial, 'J-Link PLUS'],
      ],
    });
    for (const uri of [desk.uri(), `jlink:${desk.serial},library=${desk.library}`]) {
      await expect(openProbe(uri, { banks: allBanks, device: f401 })).rejects.toMatchObject({
        code: 'PROBE_AMBIGUOUS',
        exitCode: 2,
      });
    }
    expect(desk.calls()).not.toContain('JLINKARM_OpenEx');
  });

  it('uses no probe but the one that was to be opened', async () => {
    desk = await standIn.desk(f401);
    desk.arrange({ opens: 801_012_345 });
    await expect(desk.open()).rejects.toMatchObject({
      code: 'PROBE_OTHER',
      exitCode: 4,
      message: `J-Link ${desk.serial} was to be opened, and the library has opened J-Link 801012345`,
    });
    expect(desk.calls()).not.toContain(`exec Device = ${f401.name}`);
    // Lock and connection are given back.
    expect(desk.calls()).toContain('closed');
    desk.arrange({});
    await (await desk.open()).close();
  });

  it('uses no probe whose serial number the library does not give', async () => {
    desk = await standIn.desk(f401, { faults: ['fail JLINKARM_GetSN 1 -1'] });
    await expect(desk.open()).rejects.toMatchObject({
      code: 'PROBE_OTHER',
      message: expect.stringContaining('does not say which one'),
    });
  });

  it('takes the only probe by its USB address, and reports both numbers', async () => {
    desk = await standIn.desk(f401, { probes: [[123456, 'J-Link V9']], opens: 269_300_001 });
    const probe = await desk.open();
    expect(await probe.identify()).toMatchObject({
      description: 'J-Link V9 123456 (by USB address; its own serial number is 269300001)',
      serial: '269300001',
    });
    await probe.close();
    const probes = [
      [123456, 'J-Link V9'],
      [17, 'J-Link BASE'],
    ] as const;
    desk.arrange({ probes, opens: 269_300_001 });
    const named = openProbe(`jlink:123456,library=${desk.library}`, { banks: allBanks, device: f401 });
    await expect(named).rejects.toMatchObject({ code: 'PROBE_OTHER' });
  });

  it('writes and reads CONTROL in its byte lane of CFBP', async () => {
    desk = await standIn.desk(f401);
    const probe = await desk.open();
    await probe.resetHalt();
    await probe.writeRegisters({ CONTROL: 2, PRIMASK: 1 });
    expect(await probe.readRegisters(['CONTROL', 'PRIMASK'])).toEqual({ CONTROL: 2, PRIMASK: 1 });
    await probe.writeMemory(0x20000000, Uint8Array.of(0x00, 0xbe), 2);
    await probe.writeRegisters({ PC: 0x20000000, xPSR: 0x01000000 });
    await probe.go();
    expect(await probe.waitHalted(1000)).toBe(true);
    expect(desk.chip.readRegister('CONTROL')).toBe(2);
    expect(await probe.readRegisters(['CONTROL', 'PRIMASK'])).toEqual({ CONTROL: 2, PRIMASK: 1 });
    await probe.close();
  });

  it('says that no probe is attached', async () => {
    desk = await standIn.desk(f401, { probes: [] });
    await expect(desk.open()).rejects.toMatchObject({
      code: 'PROBE_UNAVAILABLE',
      message: 'no J-Link is attached',
    });
  });

  it.each([1, 2])('does not take an error of listing for no probe, at call %i', async (call) => {
    desk = await standIn.desk(f401, { faults: [`fail JLINKARM_EMU_GetList ${call} -257`] });
    await expect(desk.open()).rejects.toMatchObject({
      code: 'PROBE_LOST',
      message: expect.stringContaining('listing probes failed'),
    });
  });

  it('does not connect to a board without supply', async () => {
    desk = await standIn.desk(f401, { vtref: 120 });
    await expect(desk.open()).rejects.toMatchObject({
      code: 'TARGET_POWER',
      exitCode: 4,
      details: { vtrefMv: 120 },
    });
    expect(desk.calls().join('\n')).not.toMatch(/Device =/);
  });

  it('says that the library is too old for a device', async () => {
    desk = await standIn.desk(f401, { unknownDevice: true });
    await expect(desk.open()).rejects.toMatchObject({
      code: 'PROBE_DEVICE_UNKNOWN',
      details: { device: 'STM32F401RE' },
    });
  });

  it.each([
    [-256, 'PROBE_LOST', /no connection to the probe/],
    [-259, 'TARGET_POWER', /no supply/],
    [-261, 'PROBE_LOST', /no core was found/],
    [-274, 'PROBE_LOST', /low-power mode/],
  ])('turns result %i into %s with what to do', async (result, code, message) => {
    desk = await standIn.desk(f401, { faults: [`fail JLINKARM_Reset 1 ${result}`] });
    const probe = await desk.open();
    const reset = probe.resetHalt();
    await expect(reset).rejects.toMatchObject({ code, exitCode: 4, message: expect.stringMatching(message) });
    await expect(reset).rejects.toMatchObject({ remedy: expect.stringMatching(/./) });
    await probe.close();
  });

  it.each([
    [-2, /could not be compared/],
    [-3, /could not be erased or programmed/],
    [-4, /did not verify/],
  ])('tells a failed download (%i) with what the library said', async (result, message) => {
    desk = await standIn.desk(f401, { faults: [`fail JLINKARM_EndDownload 1 ${result}`] });
    const probe = await desk.open();
    await probe.resetHalt();
    const { imageOf } = await import('../support/images.js');
    await expect(probe.programFlash(imageOf([0x08000000, [1, 2, 3, 4]]))).rejects.toMatchObject({
      code: 'FLASH_DOWNLOAD_FAILED',
      exitCode: 6,
      message: expect.stringMatching(message),
      details: { said: ['told to fail'] },
    });
    await probe.close();
  });

  it('reads no register of a core that runs', async () => {
    desk = await standIn.desk(f401);
    const probe = await desk.open();
    await expect(probe.readRegisters(['PC'])).rejects.toMatchObject({ code: 'TARGET_FAULT' });
    await probe.close();
    await expect(probe.resetHalt()).rejects.toMatchObject({ code: 'PROBE_LOST' });
  });

  it.each([
    ['jlink:abc', /"abc" is not a J-Link serial number/],
    ['jlink:,speed=fast', /speed=fast is not a number/],
    ['jlink:,speed=4', /from 5 to 50000/],
    ['jlink:,reset=hard', /neither "under" nor "normal"/],
  ])('refuses %s', async (uri, message) => {
    desk = await standIn.desk(f401);
    await expect(openProbe(uri, { banks: allBanks, device: f401 })).rejects.toMatchObject({
      code: 'PROBE_URI',
      message: expect.stringMatching(message),
    });
  });

  it('must be told its device', async () => {
    desk = await standIn.desk(f401);
    await expect(openProbe('jlink:', { banks: allBanks })).rejects.toMatchObject({ code: 'DEVICE_NEEDED' });
  });
});
