import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { Device } from '../../src/bank/index.js';
import { loadChip, saveChip } from '../../src/chip/index.js';
import { stageIds } from '../../src/hwcheck/index.js';
import { f401, l476 } from '../support/banks.js';
import { inFolder } from '../support/cli.js';
import { check, differing } from './support.js';

const burn = { burn: true, burnLock: true } as const;

interface Board {
  readonly folder: string;
  readonly probe: string;
  readonly otp: () => Promise<Uint8Array>;
}

/** A board with these bytes at the end of its OTP data. */
function withBoard(
  device: Device,
  last: readonly number[],
  work: (board: Board) => Promise<void>,
): Promise<void> {
  return inFolder(async (folder) => {
    vi.stubEnv('OTPFORGE_STATE_DIR', join(folder, 'state'));
    const file = join(folder, 'unit.chip');
    const { base, size, data } = device.bank.otp;
    const chip = await loadChip(file, device);
    chip.bench.poke(base + data.offset + data.size - last.length, Uint8Array.from(last));
    await saveChip(file, chip);
    const otp = async () => (await loadChip(file, device)).bench.peek(base, size);
    await work({ folder, probe: `sim:${device.name},file=${file}`, otp });
  });
}

describe.each([
  ['STM32L476RG', l476],
  ['STM32F401RE', f401],
] as const)('on a %s', (_, device) => {
  it('nothing is burnt unless it was asked for', () =>
    withBoard(device, [], async ({ folder, probe, otp }) => {
      const { rows, result } = await check(folder, probe);
      expect(result).toBe('complete');
      expect(rows.find(({ id }) => id === 'burn.unit')?.seen).toBe('not asked for: --burn');
      expect((await otp()).every((byte) => byte === 0xff)).toBe(true);
    }));

  it('nothing is burnt when something before differs', () =>
    withBoard(device, [], async ({ folder, probe, otp }) => {
      const { rows, otpSpent } = await check(folder, `${probe},fault=zero-hole`, burn);
      expect(differing(rows)).toHaveLength(1);
      expect(rows.find(({ id }) => id === 'burn.unit')).toMatchObject({
        verdict: 'skipped',
        seen: 'look.hole differs',
      });
      expect(otpSpent).toBe(0);
      expect((await otp()).every((byte) => byte === 0xff)).toBe(true);
    }));

  it('how a debugger and the cache go together says nothing against a burn', () =>
    withBoard(device, [], async ({ folder, probe }) => {
      const { rows } = await check(folder, `${probe},cache=core`, burn);
      expect(rows.find(({ id }) => id === 'burn.unit')?.verdict).toBe('ok');
    }));

  it('a unit that is not blank is left alone, and no lock is set over it', () =>
    withBoard(device, [0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0x10], async ({ folder, probe, otp }) => {
      const before = await otp();
      const { rows, otpSpent } = await check(folder, probe, burn);
      expect(differing(rows)).toEqual([]);
      expect(rows.filter(({ stage }) => stage === 'burn').map(({ verdict }) => verdict)).not.toContain('ok');
      expect(otpSpent).toBe(0);
      expect(await otp()).toEqual(before);
    }));

  it.each(['look', 'ram', 'scratch', 'burn'] as const)(
    'a declined stage %s skips all behind it',
    (declined) =>
      withBoard(device, [], async ({ folder, probe, otp }) => {
        const asked: string[] = [];
        const confirm = async (stage: string) => {
          asked.push(stage);
          return stage !== declined;
        };
        const { rows, result } = await check(folder, probe, { ...burn, confirm });
        const before = stageIds.slice(0, stageIds.indexOf(declined));
        expect(asked).toEqual([...before, declined]);
        expect(result).toBe('incomplete');
        const ran = rows.filter(({ verdict }) => verdict !== 'skipped').map(({ stage }) => stage);
        expect([...new Set(ran)]).toEqual(before);
        expect((await otp()).every((byte) => byte === 0xff)).toBe(true);
      }),
  );
});

afterAll(() => {
  vi.unstubAllEnvs();
});
