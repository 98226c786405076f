import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolder, otpforge, stateFolderOf } from '../support/cli.js';
import { inTerminal } from '../support/terminal.js';

const layout = `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
`;
const line = `format: otpforge.line/1
product: controller-c
layout: otp.yaml
device: STM32L476RG
timezone: UTC
ledger: sqlite:line.db
values: { serial: { sequence: "SN-{n:06}" } }
`;

describe('otpforge ledger adopt and accept', () => {
  it('ask before they adopt, and say what they need', () =>
    inFolder(async (folder) => {
      const write = (name: string, text: string) => writeFile(join(folder, name), text);
      await write('otp.yaml', layout);
      await write('line.yaml', line);
      await write('other.yaml', line.replace('line.db', 'other.db'));
      const probe = ['--probe', 'sim:STM32L476RG,file=a.chip'];
      for (const file of ['line.yaml', 'other.yaml'])
        await otpforge(['ledger', 'init', file, '--simulated'], folder);
      expect((await otpforge(['unit', 'line.yaml', ...probe, '--yes'], folder)).exitCode).toBe(0);
      const reason = ['--reason', 'burnt at home'];
      const adopt = (...flags: string[]) =>
        otpforge(['ledger', 'adopt', 'other.yaml', ...probe, ...reason, ...flags], folder);
      const nobody = await adopt('--json');
      expect([nobody.exitCode, JSON.parse(nobody.stdout).error.code]).toEqual([8, 'NOBODY_TO_ASK']);
      const adopted = await adopt('--yes');
      expect([adopted.exitCode, adopted.stdout.split('\n')]).toEqual([
        0,
        expect.arrayContaining([
          expect.stringMatching(/^STM32L476RG, die [0-9A-F]{24}, holds$/),
          expect.stringMatching(/^serial +ascii +0x1FFF7000 +16 +SN-000001$/),
          'adopted: burnt at home',
          '  bound; burnt at home',
        ]),
      ]);
      const accept = async (...args: string[]) => {
        const { exitCode, stdout } = await otpforge(
          ['ledger', 'accept', 'other.yaml', ...args, '--json'],
          folder,
        );
        return [exitCode, JSON.parse(stdout).error?.code ?? JSON.parse(stdout).result];
      };
      expect(await accept(...reason)).toEqual([2, 'USAGE']);
      expect(await accept('1', '--clock', ...reason)).toEqual([2, 'USAGE']);
      expect(await accept('1', ...probe, ...reason)).toEqual([5, 'LEDGER_STATE']);
      expect(await accept('1', '--shown', ...reason)).toEqual([5, 'LEDGER_STATE']);
      expect(await accept('--clock', ...reason)).toEqual([0, 'clock']);
    }));

  it('asks at a terminal for a word, and shows what the chip holds before', () =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'otp.yaml'), layout);
      await writeFile(join(folder, 'line.yaml'), line);
      await writeFile(join(folder, 'other.yaml'), line.replace('line.db', 'other.db'));
      for (const file of ['line.yaml', 'other.yaml'])
        await otpforge(['ledger', 'init', file, '--simulated'], folder);
      const probe = 'sim:STM32L476RG,file=a.chip';
      await otpforge(['unit', 'line.yaml', '--probe', probe, '--yes'], folder);
      const command = `${process.execPath} ${resolve('dist/cli/main.js')} ledger adopt other.yaml --probe ${probe} --reason home`;
      const typed = (answer: string) =>
        inTerminal(command, {
          cwd: folder,
          env: { ...process.env, OTPFORGE_STATE_DIR: stateFolderOf(folder) },
          answers: { 'Type ADOPT to go on: ': answer },
        });
      for (const answer of ['adopt', '\u0003']) {
        const declined = await typed(answer);
        const text = declined.lines.join('\n');
        expect([declined.exitCode, text]).toEqual([8, expect.stringContaining('[DECLINED]')]);
        expect(text.indexOf('SN-000001')).toBeGreaterThan(-1);
        expect(text.indexOf('SN-000001')).toBeLessThan(text.indexOf('Type ADOPT'));
      }
      const adopted = await typed('ADOPT');
      expect([adopted.exitCode, adopted.lines.join('\n')]).toEqual([
        0,
        expect.stringContaining('adopted: home'),
      ]);
    }));
});
