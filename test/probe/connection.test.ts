import { expect, it } from 'vitest';
import { SimulatedChip } from '../../src/chip/index.js';
import { OtpforgeError } from '../../src/errors/index.js';
import { Connection, openPatiently, type Probe } from '../../src/probe/index.js';
import { SimProbe } from '../../src/probe/sim.js';
import { l476 } from '../support/banks.js';

const newProbe = () => new SimProbe(SimulatedChip.create(l476));

/** Opens with one error after another, then for good. */
function failing(...codes: readonly ('PROBE_BUSY' | 'CHIP_FILE_BUSY' | 'TARGET_POWER' | 'DEVICE_UNKNOWN')[]) {
  const left = [...codes];
  return async (): Promise<Probe> => {
    const code = left.shift();
    if (code !== undefined) throw new OtpforgeError(code, { message: 'not now' });
    return newProbe();
  };
}

it('a probe that is still held is waited for, and what does not pass is an error at once', async () => {
  expect(await openPatiently(failing('PROBE_BUSY', 'CHIP_FILE_BUSY'))).toBeInstanceOf(SimProbe);
  await expect(openPatiently(failing('DEVICE_UNKNOWN'))).rejects.toMatchObject({ code: 'DEVICE_UNKNOWN' });
});

it('a probe is waited for only as long as somebody wants it', async () => {
  const never = failing(...Array<'TARGET_POWER'>(1000).fill('TARGET_POWER'));
  await expect(openPatiently(never, { patienceMs: -1 })).rejects.toMatchObject({ code: 'TARGET_POWER' });
  const stopped = { patienceMs: Number.POSITIVE_INFINITY, signal: AbortSignal.abort() };
  await expect(openPatiently(never, stopped)).rejects.toMatchObject({ code: 'TARGET_POWER' });
});

it('a connection that was let go of is lost until it is made again, and its first probe is closed once', async () => {
  let closed = 0;
  const first = Object.assign(Object.create(newProbe()), {
    close: async () => {
      closed += 1;
    },
  });
  const connection = new Connection(first, failing('DEVICE_UNKNOWN'));
  await connection.release();
  await expect(connection.probe.identify()).rejects.toMatchObject({ code: 'PROBE_LOST' });
  await connection.probe.close();
  await expect(connection.reopen()).rejects.toMatchObject({ code: 'DEVICE_UNKNOWN' });
  await connection.reopen();
  expect(await connection.probe.identify()).toMatchObject({ serial: 'sim' });
  expect(closed).toBe(1);
});

it('a simulated board that is switched off has no supply, and says so', async () => {
  const probe = newProbe();
  expect((await probe.identify()).vtrefMv).toBe(3300);
  probe.chip.bench.cutPower();
  expect((await probe.identify()).vtrefMv).toBe(0);
  await expect(probe.resetHalt()).rejects.toMatchObject({ code: 'PROBE_LOST' });
});
