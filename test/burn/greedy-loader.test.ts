import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programUnit } from '../../src/burn/index.js';
import { SimulatedChip } from '../../src/chip/index.js';
import { type LoaderElf, loadBuiltLoader } from '../../src/loader/index.js';
import { openProbe, type Probe } from '../../src/probe/index.js';
import { SimProbe } from '../../src/probe/sim.js';
import { StandIn } from '../jlink-standin/bench.js';
import { allBanks, f401, l476 } from '../support/banks.js';
import { buildGreedyLoader, greed } from '../support/greedy-loader.js';
import { imageOf } from '../support/images.js';
import { serveChip } from '../support/served-chip.js';
import { ramp } from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'otpforge-greedy-'));
const standIn = new StandIn();
const loaders = new Map<string, LoaderElf>();

beforeAll(async () => {
  for (const { bank } of [f401, l476]) {
    const name = bank.name as keyof typeof greed;
    const out = join(folder, name);
    await buildGreedyLoader(name, out);
    const folders = [join(out, 'loaders')];
    // As if somebody had put it in the package's own place, its manifest with it.
    const loader = await loadBuiltLoader(bank, { folders });
    loaders.set(name, { ...loader, origin: { kind: 'package' } });
  }
});
afterAll(async () => {
  await standIn.close();
  rmSync(folder, { recursive: true, force: true });
});

type Device = typeof f401;
interface Bench {
  readonly probe: Probe;
  readonly chip: SimulatedChip;
  close(): Promise<void>;
}

const benches: Readonly<Record<string, (device: Device) => Promise<Bench>>> = {
  sim: async (device) => {
    const chip = SimulatedChip.create(device);
    return { probe: new SimProbe(chip), chip, close: async () => undefined };
  },
  gdb: async (device) => {
    const { chip, server } = await serveChip(device);
    const probe = await openProbe(`gdb:127.0.0.1:${server.port}`, { banks: allBanks, device });
    const close = async () => {
      await probe.close();
      await server.close();
    };
    return { probe, chip, close };
  },
  jlink: async (device) => {
    const desk = await standIn.desk(device);
    const probe = await desk.open();
    return { probe, chip: desk.chip, close: () => probe.close() };
  },
};

describe.each([f401, l476])('a loader in the package’s place that burns too much on $name', (device) => {
  const { base, size, locks } = device.bank.otp;
  const extra = greed[device.bank.name as keyof typeof greed];
  const lock = [base + (locks?.offset ?? 0), [0]] as const;

  it.each(Object.keys(benches))('is exit 6 through %s:, before any lock of the plan is set', async (kind) => {
    const bench = await benches[kind]!(device);
    const { probe, chip } = bench;
    try {
      const loader = loaders.get(device.bank.name) ?? expect.unreachable();
      const image = imageOf([base, ramp(16)], ...(locks ? [lock] : []));
      const run = programUnit({ probe, device, loader, image }, { confirm: async () => true });
      await expect(run).rejects.toMatchObject({
        code: 'UNPLANNED_CHANGE',
        exitCode: 6,
        message: expect.stringContaining(loader.sha256),
        memory: { address: extra[0], values: { old: 0xff } },
        details: { loader: loader.sha256, changed: expect.arrayContaining([...extra]) },
      });
      const otp = chip.bench.peek(base, size);
      expect(otp.subarray(0, 16)).toEqual(ramp(16));
      if (locks) expect(otp[locks.offset]).toBe(0xff);
    } finally {
      await bench.close();
    }
  });

  if (locks) {
    it('is exit 6 in the run that only sets a lock', async () => {
      const { probe, chip } = await benches.sim!(device);
      chip.bench.poke(base, ramp(16));
      const loader = loaders.get(device.bank.name) ?? expect.unreachable();
      const run = programUnit({ probe, device, loader, image: imageOf(lock) }, { confirm: async () => true });
      await expect(run).rejects.toMatchObject({
        code: 'UNPLANNED_CHANGE',
        details: { changed: [...extra] },
      });
    });
  }
});
