import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/api/simulate.js';
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

  it.each(['--openocd', '--pyocd'])('takes no nonsense for %s', async (flag) => {
    expect(await otpforge(['simulate', device, flag, '65536'], '.')).toMatchObject({ exitCode: 2 });
    expect(await otpforge(['simulate', device, flag, 'x'], '.')).toMatchObject({ exitCode: 2 });
  });
});
