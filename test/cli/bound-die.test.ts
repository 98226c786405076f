import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolder, otpforge } from '../support/cli.js';
import { gone } from '../support/processes.js';

const layout = [
  'format: otpforge.layout/2',
  'bank: stm32f4-otp',
  'fields:',
  '  serial: { offset: 0, type: ascii, length: 8, pad: 0x00 }',
  '  proof: { offset: 16, type: computed, length: 16, by: line, over: ["@uid", serial] }',
  '',
].join('\n');
const signer = "const b = require('fs').readFileSync(0); process.stdout.write(b.subarray(0, 16));";

describe('merge --uid', () => {
  it('makes a unit for one die with the signer of config.yaml, and program burns it there alone', () =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'otp.yaml'), layout);
      await mkdir(join(folder, 'user'));
      const config = {
        format: 'otpforge.config/1',
        signers: { line: { command: [process.execPath, '-e', signer] } },
      };
      await writeFile(join(folder, 'user', 'config.yaml'), JSON.stringify(config));
      const run = (...args: readonly string[]) =>
        otpforge(args, folder, { OTPFORGE_CONFIG_DIR: join(folder, 'user') });
      await writeFile(join(folder, 'fw.bin'), new Uint8Array(16));
      const chip = (name: string) => ['--probe', `sim:STM32F401RE,file=${name}.chip`];
      const looked = await run('plan', 'fw.bin', '--address', '0x08000000', ...chip('a'), '--json');
      const { uid } = JSON.parse(looked.stdout).chip;

      const options = ['--layout', 'otp.yaml', '--set', 'serial=SN-0042', '-o', 'unit.hex'];
      const wrong = await run('merge', ...options, '--uid', '0x1234');
      expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining('24 hexadecimal digits')]);
      const made = await run('merge', ...options, '--uid', uid.toLowerCase());
      expect(made).toMatchObject({ exitCode: 0, stderr: '' });
      expect(made.stdout).toContain(`unit.hex.json: for the die ${uid} alone; keep it beside the output`);
      expect(JSON.parse(await readFile(join(folder, 'unit.hex.json'), 'utf8')).uid).toBe(uid);

      const other = await run('program', 'unit.hex', ...chip('b'), '--yes');
      expect(other.exitCode).toBe(5);
      expect(`${other.stdout}${other.stderr}`).toContain(`unit.hex.json binds the image to the die ${uid}`);
      expect(other.stdout).toContain('Take the image of this unit');
      const burnt = await run('program', 'unit.hex', ...chip('a'), '--layout', 'otp.yaml', '--yes');
      expect([burnt.exitCode, burnt.stdout]).toEqual([0, expect.stringContaining('PASS')]);
      const exported = await run(
        'export',
        'commander',
        'unit.hex',
        '--device',
        'STM32F401RE',
        '--out',
        'scripts',
      );
      expect([exported.exitCode, exported.stderr]).toEqual([5, expect.stringContaining('EXPORT_REFUSED')]);
      const dump = await run('read', ...chip('a'), '-o', 'otp.bin');
      expect(dump.exitCode).toBe(0);
      const check = [
        'check-dump',
        'otp.bin',
        '--image',
        'unit.hex',
        '--device',
        'STM32F401RE',
        '--layout',
        'otp.yaml',
      ];
      const [blind, right, foreign] = [
        await run(...check),
        await run(...check, '--uid', uid),
        await run(...check, '--uid', 'A'.repeat(24)),
      ];
      expect([blind.exitCode, right.exitCode, foreign.exitCode]).toEqual([6, 0, 6]);
    }));

  it('says which signer is missing, and writes nothing', () =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'otp.yaml'), layout);
      const args = [
        '--layout',
        'otp.yaml',
        '--set',
        'serial=SN-0042',
        '--uid',
        'A'.repeat(24),
        '-o',
        'unit.hex',
      ];
      const { exitCode, stderr } = await otpforge(['merge', ...args], folder, {
        OTPFORGE_CONFIG_DIR: folder,
      });
      expect([exitCode, stderr]).toEqual([
        9,
        expect.stringContaining('the signer "line", which is not set up'),
      ]);
      await expect(readFile(join(folder, 'unit.hex'))).rejects.toMatchObject({ code: 'ENOENT' });
      await expect(readFile(join(folder, 'unit.hex.json'))).rejects.toMatchObject({ code: 'ENOENT' });
    }));

  it('that is ended by a signal takes the signer and what that has started with it', () =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'otp.yaml'), layout);
      const script = 'sleep 600 & echo $$ $! > pids.tmp; mv pids.tmp pids; wait';
      const config = {
        format: 'otpforge.config/1',
        signers: { line: { command: ['/bin/sh', '-c', script], timeout: 600 } },
      };
      await writeFile(join(folder, 'config.yaml'), JSON.stringify(config));
      const args = [
        'merge',
        '--layout',
        'otp.yaml',
        '--set',
        'serial=SN-1',
        '--uid',
        'A'.repeat(24),
        '-o',
        'unit.hex',
      ];
      const child = spawn(process.execPath, [resolve('dist/cli/main.js'), ...args], {
        cwd: folder,
        env: { ...process.env, OTPFORGE_CONFIG_DIR: folder, OTPFORGE_STATE_DIR: join(folder, 'state') },
        stdio: 'ignore',
      });
      const ended = new Promise((done) => child.once('exit', (_, signal) => done(signal)));
      while (!existsSync(join(folder, 'pids'))) await new Promise((later) => setImmediate(later));
      child.kill('SIGTERM');
      expect(await ended).toBe('SIGTERM');
      await gone((await readFile(join(folder, 'pids'), 'utf8')).trim().split(' ').map(Number));
      expect(existsSync(join(folder, 'unit.hex'))).toBe(false);
    }));
});
