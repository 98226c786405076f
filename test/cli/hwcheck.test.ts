import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadChip, saveChip } from '../../src/chip/index.js';
import { scratchArea } from '../../src/hwcheck/index.js';
import { f401, l476 } from '../support/banks.js';
import { inFolder, otpforge, stateFolderOf } from '../support/cli.js';

const timeout = 240_000;

describe('otpforge hwcheck', () => {
  it.each([
    [l476, 8, 8],
    [f401, 1, 2],
  ])(
    'spends no OTP through stage 2, and counts what stages 3 and 4 spend ($name)',
    (device, unit, withLock) =>
      inFolder(async (folder) => {
        const file = join(folder, 'unit.chip');
        const spent = async () => {
          const chip = await loadChip(file, device);
          const { base, size } = device.bank.otp;
          return chip.bench.peek(base, size).filter((byte) => byte !== 0xff).length;
        };
        const probe = ['hwcheck', '--probe', `sim:${device.name},file=unit.chip`, '--json', '--yes'];
        await saveChip(file, await loadChip(file, device));
        for (const [flags, before, after] of [
          [[], 0, 0],
          [['--burn', '--confirm', 'BURN'], 0, unit],
          // Again: the unit is there, and only the lock is new.
          [['--burn-lock', '--confirm', 'BURN'], unit, withLock],
        ] as const) {
          const { exitCode, stdout, stderr } = await otpforge([...probe, ...flags], folder);
          expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
          const document = JSON.parse(stdout);
          expect(document.otpSpent).toBe(after - before);
          expect(await spent()).toBe(after);
          const reviewed = await otpforge(
            ['hwcheck', '--review', join(document.folder, 'report.json'), '--json'],
            folder,
          );
          expect(JSON.parse(reviewed.stdout)).toMatchObject({ result: 'confirmed', rows: document.rows });
          await refusesEdited(folder, join(document.folder, 'report.json'));
          const { commit } = JSON.parse(readFileSync(join(document.folder, 'report.json'), 'utf8'));
          expect(commit ?? 'unknown').toBe(readFileSync('dist/commit.txt', 'utf8').trim());
        }
      }),
    timeout,
  );

  it('asks nobody without a terminal, and then touches nothing', () =>
    inFolder(async (folder) => {
      const probe = ['hwcheck', '--probe', 'sim:STM32F401RE,file=unit.chip'];
      for (const flags of [
        [],
        ['--yes', '--burn'],
        ['--yes', '--burn-lock', '--confirm', 'burn'],
        ['--confirm', 'BURN', '--burn'],
      ]) {
        const { exitCode, stderr } = await otpforge([...probe, ...flags], folder);
        expect(exitCode).toBe(8);
        expect(stderr).toMatch(/there is no terminal to ask at/);
      }
      expect(readdirSync(folder)).toEqual([]);
    }));

  it(
    'ends with 6 when something differs, and says which row',
    () =>
      inFolder(async (folder) => {
        const { exitCode, stdout, stderr } = await otpforge(
          ['hwcheck', '--probe', 'sim:STM32F401RE,fault=zero-hole', '--yes'],
          folder,
        );
        expect(exitCode).toBe(6);
        expect(stderr).toMatch(/^differs look\.hole: 0x00000000 \(expected: a bus error\)$/m);
        expect(stdout).toMatch(/1 differ, 12 skipped; 0 bytes of OTP spent/);
        expect(stdout).toMatch(/^SIMULATED/);
      }),
    timeout,
  );

  it('refuses what is not a report with 3', () =>
    inFolder(async (folder) => {
      const { exitCode, stderr } = await otpforge(['hwcheck', '--review', resolve('package.json')], folder);
      expect(exitCode).toBe(3);
      expect(stderr).toMatch(/format/);
    }));

  // In each stage; in the erase, in the burns, in the repeats, while others are killed, and while the sector is put back.
  it.each([
    ['look.rdp', l476],
    ['ram.no-job', l476],
    ['scratch.erase', l476],
    ['scratch.unit-time', l476],
    ['scratch.cache-core', l476],
    ['scratch.conflict', l476],
    ['scratch.killed', l476],
    ['burn.unit', l476],
    ['lock.lock', f401],
  ])(
    'killed behind the row %s leaves a sector that the next run puts back',
    (row, device) =>
      inFolder(async (folder) => {
        const file = join(folder, 'unit.chip');
        const { address, length } = scratchArea(device);
        const kept = Uint8Array.from({ length }, (_, index) => (index * 11) & 0xff);
        const chip = await loadChip(file, device);
        chip.bench.poke(address, kept);
        await saveChip(file, chip);
        const args = ['hwcheck', '--probe', `sim:${device.name},file=unit.chip`, '--yes'];
        await killedBehind(row, [...args, '--burn-lock', '--confirm', 'BURN'], folder);
        expect(readdirSync(folder).some((name) => name.startsWith('hwcheck-'))).toBe(true);
        const { exitCode, stdout } = await otpforge([...args, '--json'], folder);
        expect(exitCode).toBe(0);
        expect(JSON.parse(stdout)).toMatchObject({ result: 'complete', otpSpent: 0 });
        expect((await loadChip(file, device)).bench.peek(address, length)).toEqual(kept);
        const state = stateFolderOf(folder);
        expect(
          existsSync(state) ? readdirSync(state).filter((name) => name.startsWith('hwcheck')) : [],
        ).toEqual([]);
      }),
    timeout,
  );
});

/** One letter of one row is another, as by an editor. */
async function refusesEdited(folder: string, report: string): Promise<void> {
  const whole = readFileSync(report, 'utf8');
  const edited = whole.replace('"seen": "status 2 at', '"seen": "status 3 at');
  expect(edited).not.toBe(whole);
  writeFileSync(join(folder, 'edited.json'), edited);
  const { exitCode, stderr } = await otpforge(['hwcheck', '--review', 'edited.json'], folder);
  expect(exitCode).toBe(5);
  expect(stderr).toMatch(/row ram\.outside: seen is .*\[HWCHECK_EDITED\]/s);
}

function killedBehind(row: string, args: readonly string[], cwd: string): Promise<void> {
  return new Promise((done, fail) => {
    const env = { ...process.env, OTPFORGE_STATE_DIR: stateFolderOf(cwd) };
    const child = spawn(process.execPath, [resolve('dist/cli/main.js'), ...args], { cwd, env });
    let seen = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      seen += text;
      if (seen.includes(`${row}:`)) child.kill('SIGKILL');
    });
    child.on('error', fail);
    child.on('close', (_, signal) =>
      signal === 'SIGKILL' ? done() : fail(new Error(`it ended before: ${seen}`)),
    );
  });
}
