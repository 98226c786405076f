import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { hwcheck, reviewHwcheck } from '../../src/api/hwcheck.js';
import { scratchArea } from '../../src/hwcheck/index.js';
import { differing, reportIn } from '../hwcheck/support.js';
import { StandIn } from '../jlink-standin/bench.js';
import { f401, l476 } from '../support/banks.js';
import { isBlank, otpOf } from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'otpforge-hwcheck-'));
let standIn: StandIn;

beforeAll(() => {
  vi.stubEnv('OTPFORGE_STATE_DIR', join(folder, 'state'));
  standIn = new StandIn();
});

afterAll(async () => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
  await standIn.close();
});

// Its download keeps what of a sector it is not given, as SEGGER's does: the sector is erased by another way.
it.each([
  [l476, 8, 8],
  [f401, 1, 2],
])(
  'all stages of hwcheck pass through the J-Link stand-in on $name',
  async (device, unit, spent) => {
    const desk = await standIn.desk(device);
    const { address, length } = scratchArea(device);
    const kept = Uint8Array.from({ length: 64 }, (_, index) => index);
    desk.chip.bench.poke(address + length - 64, kept);
    const untilScratch = await hwcheck({ ...at(desk), confirm: async () => true });
    expect(differing(untilScratch.rows)).toEqual([]);
    expect(untilScratch).toMatchObject({ result: 'complete', medium: 'silicon', otpSpent: 0 });
    const seenIn = (id: string) => untilScratch.rows.find((row) => row.id === id)?.seen;
    expect(seenIn('look.dpidr')).toBe('DPIDR 0x2BA01477');
    expect(seenIn('look.probe')).toMatch(
      /^J-Link PLUS \d+; library V\d\.\d\d[a-z]?, firmware J-Link V11 compiled/,
    );
    expect(isBlank(otpOf(desk))).toBe(true);
    expect(desk.chip.bench.peek(address + length - 64, 64)).toEqual(kept);
    expect(JSON.stringify(await reportIn(untilScratch))).not.toContain(Buffer.from(kept).toString('hex'));
    const burntBefore: number[] = [];
    const burnt = await hwcheck({
      ...at(desk),
      burnLock: true,
      confirm: async (stage) => {
        if (stage === 'lock') burntBefore.push(burntBytes(desk));
        return true;
      },
    });
    expect(burntBefore).toEqual([unit]);
    expect(differing(burnt.rows)).toEqual([]);
    expect(burnt).toMatchObject({ result: 'complete', otpSpent: spent });
    expect(burntBytes(desk)).toBe(spent);
    expect(desk.misuse()).toBe('');
    const review = await reviewHwcheck({ report: join(burnt.folder, 'report.json') });
    expect(review).toMatchObject({ result: 'confirmed', medium: 'silicon', otpSpent: spent });
  },
  600_000,
);

// The fault comes in the eighth start of the core that a process sees: a killed one and the one behind it start it once.
it('pulled plugs show, and the run goes on when they are back', async () => {
  const desk = await standIn.desk(l476);
  const asked: string[] = [];
  const done = await hwcheck({
    ...at(desk),
    confirm: async () => true,
    onRow: ({ id }) => {
      if (id === 'scratch.conflict') desk.arrange({ faults: ['drop JLINKARM_Go 8'] });
    },
    pull: async (what, step) => {
      asked.push(`${what} ${step}`);
      return true;
    },
  });
  expect(asked).toEqual(['usb pull', 'usb plug', 'supply pull', 'supply plug']);
  expect(differing(done.rows)).toEqual([]);
  expect(done.rows.find(({ id }) => id === 'scratch.pulled-usb')).toMatchObject({
    verdict: 'ok',
    seen: 'PROBE_LOST; then erased, status 0, equal',
  });
  expect(done.result).toBe('complete');
  expect(await reviewHwcheck({ report: join(done.folder, 'report.json') })).toMatchObject({
    result: 'confirmed',
  });
}, 600_000);

function burntBytes(desk: Awaited<ReturnType<StandIn['desk']>>): number {
  return otpOf(desk).filter((byte) => byte !== 0xff).length;
}

function at(desk: Awaited<ReturnType<StandIn['desk']>>) {
  return { probe: desk.uri(), device: desk.device.name, folder: desk.folder };
}
