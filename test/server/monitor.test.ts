import { describe, expect, it } from 'vitest';
import { SimulatedChip } from '../../src/chip/index.js';
import { f401 } from '../support/banks.js';
import { serveChip } from '../support/served-chip.js';
import { RawClient } from './raw-client.js';
import { useServer } from './support.js';

const otp = f401.bank.otp.base;
const uid = Uint8Array.from({ length: 12 }, (_, index) => index + 0xa0);

let saves: ReturnType<SimulatedChip['toState']>[];
const served = useServer(() => {
  saves = [];
  const chip = SimulatedChip.create(f401, { uid });
  return serveChip(f401, { chip, save: async () => void saves.push(chip.toState()) });
});

const word = (address: number, value: number) =>
  `M${address.toString(16)},4:${Buffer.from(Uint32Array.of(value).buffer).toString('hex')}`;

/** Starts the programming of one OTP byte by hand, as a debugger without a loader can. */
async function startProgramming(value: number): Promise<void> {
  const flash = f401.bank.controller.base;
  expect(await served.client.call(word(flash + 0x04, 0x45670123))).toBe('OK');
  expect(await served.client.call(word(flash + 0x04, 0xcdef89ab))).toBe('OK');
  expect(await served.client.call(word(flash + 0x10, 1))).toBe('OK');
  expect(await served.client.call(`M${otp.toString(16)},1:${value.toString(16).padStart(2, '0')}`)).toBe(
    'OK',
  );
}

describe('monitor', () => {
  it('prints the device, its unique ID, state and counters', async () => {
    const { text, end } = await served.client.monitor('status');
    expect(end).toBe('OK');
    expect(text).toContain('device: STM32F401RE\n');
    expect(text).toContain(`uid: ${Buffer.from(uid).toString('hex').toUpperCase()}\n`);
    expect(text).toContain('state: halted (reset)\n');
    expect(text).toContain('supply: 3300 mV\n');
    expect(text).toContain('data cache: answers a debugger too (cache=debug)\n');
    expect(text).toContain('otp operations: 0\n');
  });

  it('lists its commands, also for one that it does not know', async () => {
    const help = await served.client.monitor('help');
    expect(help).toMatchObject({ end: 'OK', text: expect.stringContaining('power off|on|cycle') });
    const unknown = await served.client.monitor('flash  erase');
    expect(unknown).toMatchObject({
      end: 'E01',
      text: expect.stringContaining('no monitor command "flash erase"'),
    });
    expect(unknown.text).toContain(help.text.trim());
    expect((await served.client.monitor('constructor')).end).toBe('E01');
  });

  it.each(['reset', 'reset halt', '  reset   init '])('resets and halts at %j', async (line) => {
    await served.client.call('P0=11111111');
    const resets = served.chip.counters.systemResets;
    expect((await served.client.monitor(line)).end).toBe('OK');
    expect(served.chip.counters.systemResets).toBe(resets + 1);
    expect(served.chip.haltReason).toBe('reset');
  });

  it('resets and runs, halts and goes', async () => {
    // A stack, a vector to 0x08000008, and a branch to itself there.
    served.chip.bench.poke(0x08000000, Uint8Array.of(0, 0x10, 0, 0x20, 9, 0, 0, 8, 0xfe, 0xe7));
    await served.client.monitor('reset run');
    expect(served.chip.isHalted).toBe(false);
    await served.client.monitor('halt');
    expect(served.chip.haltReason).toBe('request');
    await served.client.monitor('go');
    expect(served.chip.isHalted).toBe(false);
  });

  it('cuts the power: nothing answers until it is back, and then the chip runs from reset', async () => {
    served.chip.bench.poke(0x08000000, Uint8Array.of(0, 0x10, 0, 0x20, 9, 0, 0, 8, 0xfe, 0xe7));
    await served.client.call('M20000000,4:11223344');
    expect((await served.client.monitor('power off')).end).toBe('OK');
    for (const packet of ['m20000000,4', 'g', 'p0', 'c', 's', '?', 'Z0,20000000,2', 'vFlashDone']) {
      expect(await served.client.call(packet)).toBe('E01');
    }
    for (const line of ['reset', 'halt', 'go']) {
      expect((await served.client.monitor(line)).text).toContain('no power');
    }
    expect((await served.client.monitor('status')).text).toContain('state: no power\n');
    expect((await served.client.monitor('power on')).end).toBe('OK');
    expect(served.chip.isHalted).toBe(false);
    expect(await served.client.call('m20000000,4')).not.toBe('11223344');
  });

  it('gives the power back when the client leaves', async () => {
    await served.client.call('M20000000,4:11223344');
    await served.client.monitor('power off');
    await served.reconnect();
    expect(await served.client.call('?')).toMatch(/^T/);
    expect(await served.client.call('m20000000,4')).not.toBe('11223344');
  });

  it('cuts a programming operation in the middle, and what is left stays', async () => {
    await startProgramming(0x00);
    expect(await served.client.monitor('power cycle')).toMatchObject({ end: 'OK' });
    const left = served.chip.bench.peek(otp, 1)[0] ?? 0;
    expect(saves.at(-1)).toEqual(served.chip.toState());
    expect((await served.client.monitor('status')).text).toContain('otp operations: 1\n');
    expect(await served.client.call(`m${otp.toString(16)},1`)).toBe(left.toString(16).padStart(2, '0'));
    // The controller is locked again after power-up.
    expect(await served.client.call(word(f401.bank.controller.base + 0x10, 1))).toBe('OK');
    expect(await served.client.call(`m${(f401.bank.controller.base + 0x10).toString(16)},4`)).toBe(
      '00000080',
    );
  });
});

describe('the chip’s contents are saved', () => {
  it('after a reset', async () => {
    await served.client.monitor('reset');
    expect(saves).toHaveLength(1);
  });

  it('before the client hears that the core halted', async () => {
    await startProgramming(0x5a);
    await served.client.call('M20000000,2:00be');
    await served.client.call('Pf=00000020');
    await served.client.call('P10=00000001');
    expect(saves).toHaveLength(0);
    expect(await served.client.call('c')).toBe('T05thread:1;');
    expect(saves).toHaveLength(1);
    expect(saves[0]?.otp.data).toEqual([{ offset: 0, base64: Buffer.of(0x5a).toString('base64') }]);
  });

  it('after a power cut', async () => {
    await served.client.monitor('power off');
    expect(saves).toHaveLength(1);
  });

  it('when the server closes, which ends the connection', async () => {
    await served.server.close();
    expect(saves).toHaveLength(1);
    expect(await served.client.next()).toBe('closed');
  });

  it('or the defect is told', async () => {
    const chip = SimulatedChip.create(f401);
    const broken = await serveChip(f401, {
      chip,
      save: async () => {
        throw new Error('the disk is full');
      },
    });
    const other = await RawClient.open(broken.server.port);
    expect(await other.call('qRcmd,7265736574')).toBe('E01');
    expect(broken.defects).toEqual([new Error('the disk is full')]);
    await other.call('M20000000,2:00be');
    await other.call('Pf=00000020');
    await other.call('P10=00000001');
    expect(await other.call('c')).toBe('T05thread:1;');
    expect(broken.defects).toHaveLength(2);
    await other.close();
    await expect(broken.server.close()).rejects.toThrow('the disk is full');
  });
});
