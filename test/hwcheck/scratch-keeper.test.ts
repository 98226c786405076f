import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { type Device, flashRange } from '../../src/bank/index.js';
import { loadChip, type SimulatedChip, saveChip } from '../../src/chip/index.js';
import { scratchArea } from '../../src/hwcheck/index.js';
import { saveScratch } from '../../src/hwcheck/scratch-keeper.js';
import { openProbe } from '../../src/probe/index.js';
import { endOf } from '../../src/range/index.js';
import { allBanks, f401, l476 } from '../support/banks.js';
import { inFolder } from '../support/cli.js';
import { check, differing, reportIn } from './support.js';

// What a firmware may keep at the end of its flash, up to the last byte and with gaps.
const kept = Uint8Array.from({ length: 1500 }, (_, index) => (index * 7) & 0xff);

interface Board {
  readonly folder: string;
  readonly probe: string;
  readonly chip: () => Promise<SimulatedChip>;
}

function withBoard(device: Device, work: (board: Board) => Promise<void>): Promise<void> {
  return inFolder(async (folder) => {
    vi.stubEnv('OTPFORGE_STATE_DIR', `${folder}/state`);
    const file = join(folder, 'unit.chip');
    const load = () => loadChip(file, device);
    const chip = await load();
    const end = endOf(flashRange(device));
    chip.bench.poke(end - kept.length, kept);
    chip.bench.poke(scratchArea(device).address + 8, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    await saveChip(file, chip);
    await work({ folder, probe: `sim:${device.name},file=${file}`, chip: load });
  });
}

/** What a killed run leaves: the saved sector, erased. */
async function interruptedRun({ probe: uri }: Board, device: Device): Promise<void> {
  const probe = await openProbe(uri, { banks: allBanks, device });
  await saveScratch(probe, device);
  await probe.close();
}

const stateIn = ({ folder }: Board) => {
  const state = join(folder, 'state');
  return existsSync(state) ? readdirSync(state).filter((name) => name.startsWith('hwcheck')) : [];
};
const lastSector = async (board: Board, device: Device) => {
  const { address, length } = scratchArea(device);
  return Buffer.from((await board.chip()).bench.peek(address, length)).toString('hex');
};

describe.each([
  ['STM32L476RG', l476, [16, 60, 120, 135, 150, 180, 250, 330, 400, 700]],
  ['STM32F401RE', f401, [60, 180, 400]],
] as const)('the scratch sector of a %s that is not blank', (_, device, lostAt) => {
  it('is as it was after a whole run, and nothing else of the flash and the OTP has changed', () =>
    withBoard(device, async (board) => {
      const before = (await board.chip()).toState();
      const { rows, otpSpent } = await check(board.folder, board.probe);
      expect(differing(rows)).toEqual([]);
      expect((await board.chip()).toState()).toEqual(before);
      expect(otpSpent).toBe(0);
      expect(stateIn(board)).toEqual([]);
    }));

  it('is put back, by the run itself or by the next one, wherever the probe was lost', () =>
    withBoard(device, async (board) => {
      const before = await lastSector(board, device);
      // While it saves, erases, burns, repeats and puts back.
      for (const call of lostAt) {
        const lost = await check(board.folder, `${board.probe},fault=lost@${call}:after`);
        expect(lost.result, `call ${call}`).not.toBe('complete');
        const isBack = (await lastSector(board, device)) === before;
        expect(isBack || stateIn(board).length > 0, `call ${call}`).toBe(true);
      }
      const { result, rows } = await check(board.folder, board.probe);
      expect(differing(rows)).toEqual([]);
      expect(result).toBe('complete');
      expect(await lastSector(board, device)).toBe(before);
      expect(stateIn(board)).toEqual([]);
    }));

  it('is put back by the next run when this one was killed behind the erase', () =>
    withBoard(device, async (board) => {
      const before = await lastSector(board, device);
      await interruptedRun(board, device);
      expect(await lastSector(board, device)).not.toBe(before);
      const done = await check(board.folder, board.probe);
      expect(done.result).toBe('complete');
      expect((await reportIn(done)).given.scratch).toMatchObject({ recovered: true, restored: true });
      expect(await lastSector(board, device)).toBe(before);
      expect(stateIn(board)).toEqual([]);
    }));

  it('is left alone when somebody has programmed it after an interrupted run', () =>
    withBoard(device, async (board) => {
      await interruptedRun(board, device);
      const chip = await board.chip();
      const end = endOf(flashRange(device));
      chip.bench.poke(end - 64, new Uint8Array(64).fill(0x5a));
      await saveChip(join(board.folder, 'unit.chip'), chip);
      const before = await lastSector(board, device);
      const { rows } = await check(board.folder, board.probe);
      expect(rows.filter(({ stage }) => stage === 'scratch').map(({ verdict }) => verdict)).not.toContain(
        'ok',
      );
      expect(rows.find(({ stage }) => stage === 'scratch')?.seen).toBe('HWCHECK_SCRATCH');
      expect(await lastSector(board, device)).toBe(before);
      expect(stateIn(board)).toHaveLength(1);
    }));

  it('is not touched on a chip that is not at level 0', () =>
    withBoard(device, async (board) => {
      const before = await lastSector(board, device);
      const { rows } = await check(board.folder, `${board.probe},fault=rdp=1`);
      const scratch = rows.filter(({ stage }) => stage === 'scratch');
      expect(scratch.map(({ verdict }) => verdict)).toEqual(scratch.map(() => 'skipped'));
      expect(scratch[0]?.seen).toBe('look.rdp differs');
      expect(await lastSector(board, device)).toBe(before);
    }));
});

it('what was in the sector is not in the report', () =>
  withBoard(l476, async (board) => {
    const done = await check(board.folder, board.probe);
    const text = JSON.stringify(await reportIn(done));
    expect(text).not.toContain(Buffer.from(kept.subarray(20, 40)).toString('hex'));
    expect(text).not.toContain('0102030405060708');
  }));

it('a damaged file of a saved sector is an error, and stops the stage', () =>
  withBoard(l476, async (board) => {
    await interruptedRun(board, l476);
    const file = join(board.folder, 'state', stateIn(board)[0] ?? '');
    const whole = readFileSync(file, 'utf8');
    writeFileSync(file, whole.slice(0, 200));
    const { rows } = await check(board.folder, board.probe);
    expect(rows.find(({ id }) => id === 'scratch.erase')?.seen).toBe('HWCHECK_SCRATCH');
    writeFileSync(file, whole);
    expect((await check(board.folder, board.probe)).result).toBe('complete');
  }));

afterAll(() => {
  vi.unstubAllEnvs();
});
