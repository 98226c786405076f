import { expect, it } from 'vitest';
import { SimulatedChip } from '../../src/chip/index.js';
import { OtpforgeError } from '../../src/errors/index.js';
import { Line } from '../../src/hwcheck/line.js';
import type { Probe } from '../../src/probe/index.js';
import { SimProbe } from '../../src/probe/sim.js';
import { l476 } from '../support/banks.js';

const newProbe = () => new SimProbe(SimulatedChip.create(l476));

/** Opens with one error after another, then for good. */
function failing(...codes: readonly ('PROBE_BUSY' | 'CHIP_FILE_BUSY' | 'DEVICE_UNKNOWN')[]) {
  const left = [...codes];
  return async (): Promise<Probe> => {
    const code = left.shift();
    if (code !== undefined) throw new OtpforgeError(code, { message: 'not now' });
    return newProbe();
  };
}

it('a probe that cannot be opened again is lost in each call, and closing it is nothing', async () => {
  const line = new Line(newProbe(), failing('DEVICE_UNKNOWN'));
  await line.reconnect();
  await expect(line.probe.identify()).rejects.toMatchObject({ code: 'PROBE_LOST' });
  await expect(line.probe.readMemory(0, 4)).rejects.toMatchObject({ code: 'PROBE_LOST' });
  await line.probe.close();
  await line.reconnect();
  expect(await line.probe.identify()).toMatchObject({ serial: 'sim' });
});

it('somebody else has the probe only while it is closed', async () => {
  const first = newProbe();
  let isOpen = true;
  const closing = Object.assign(Object.create(first), {
    close: async () => {
      isOpen = false;
    },
  });
  const line = new Line(closing, failing());
  expect(await line.away(async () => isOpen)).toBe(false);
  expect(await line.probe.identify()).toMatchObject({ serial: 'sim' });
});
