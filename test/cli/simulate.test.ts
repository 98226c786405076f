import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/api/simulate.js';
import { openProbe } from '../../src/probe/index.js';
import { halfwords } from '../chip/support/chips.js';
import { allBanks } from '../support/banks.js';
import { otpforge } from '../support/cli.js';
import { withSimulate } from '../support/simulate.js';

const device = 'STM32L476RG';

async function accepts(port: number | undefined): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port: port ?? 0 });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

describe('otpforge simulate', () => {
  it('gives GDB a port when none is named', async () => {
    const simulation = await simulate({ device });
    expect(simulation).toMatchObject({ probe: `gdb:127.0.0.1:${simulation.port}` });
    expect(simulation).not.toHaveProperty('openocd');
    expect(simulation).not.toHaveProperty('pyocd');
    await simulation.close();
  });

  it.each([
    ['openocd', { openocd: 0 }],
    ['pyocd', { pyocd: 0 }],
  ] as const)('gives %s a port, and GDB none, when only that is named', async (protocol, ports) => {
    const simulation = await simulate({ device, ...ports });
    expect(await accepts(simulation[protocol])).toBe(true);
    expect(simulation).not.toHaveProperty('port');
    expect(simulation).not.toHaveProperty('probe');
    await simulation.close();
    expect(await accepts(simulation[protocol])).toBe(false);
  });

  it('opens none of its ports when one of them is taken', async () => {
    const first = await simulate({ device, openocd: 0 });
    const taken = first.openocd ?? 0;
    await expect(simulate({ device, port: 0, openocd: taken })).rejects.toMatchObject({
      code: 'PORT_UNAVAILABLE',
    });
    await first.close();
    const again = await simulate({ device, openocd: taken });
    expect(again.openocd).toBe(taken);
    await again.close();
  });

  it('tells all ports in one document, and ends as it is told', () =>
    withSimulate([device, '--port', '0', '--openocd', '0', '--pyocd', '0'], async (simulation) => {
      for (const port of [simulation.port, simulation.openocd, simulation.pyocd]) {
        expect(await accepts(port)).toBe(true);
      }
      expect(await simulation.stop()).toBe(0);
    }));

  it('says whose reads the data cache answers, and takes either', async () => {
    const plain = await simulate({ device });
    expect(plain.cache).toBe('debug');
    await plain.close();
    await withSimulate([device, '--cache', 'core'], async (simulation) => {
      expect(simulation.cache).toBe('core');
    });
    expect(await otpforge(['simulate', device, '--cache', 'none'], '.')).toMatchObject({ exitCode: 2 });
  });

  it('names the instruction that stopped the core', async () => {
    const reasons: string[] = [];
    const simulation = await simulate({ device, faulted: (reason) => reasons.push(reason) });
    const probe = await openProbe(simulation.probe ?? '', { banks: allBanks });
    await probe.resetHalt();
    await probe.writeMemory(0x20000000, halfwords(0xbf00, 0xf241, 0x2034));
    await probe.writeRegisters({ xPSR: 0x01000000, SP: 0x20001000, PC: 0x20000000 });
    await probe.go();
    expect(await probe.waitHalted(10_000)).toBe(true);
    await probe.close();
    await simulation.close();
    expect(reasons).toEqual([
      'the core stopped (hardfault) at 0x20000002: MOVW (0xF241 0x2034) is a Thumb-2 instruction: this core runs ARMv6-M alone',
    ]);
  });

  it.each(['--openocd', '--pyocd'])('takes no nonsense for %s', async (flag) => {
    expect(await otpforge(['simulate', device, flag, '65536'], '.')).toMatchObject({ exitCode: 2 });
    expect(await otpforge(['simulate', device, flag, 'x'], '.')).toMatchObject({ exitCode: 2 });
  });
});
