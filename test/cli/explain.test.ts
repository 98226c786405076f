import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inFolder, otpforge } from '../support/cli.js';

describe('otpforge explain', () => {
  it('prints the answer first, in 80 columns and without colours to a pipe, exit 0', () =>
    inFolder(async (folder) => {
      const { exitCode, stdout, stderr } = await otpforge(['explain', 'STM32L476RG'], folder);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      const lines = stdout.trimEnd().split('\n');
      expect(lines[1]).toBe('Bank stm32l4-otp serves it: otpforge burns its OTP.');
      // The bank's file is in a folder of this machine.
      expect(lines.filter((line) => line.length > 80 && !line.includes('banks/'))).toEqual([]);
      expect(stdout).not.toContain('\u001b');
      expect(readdirSync(folder)).toEqual([]);
    }));

  it('prints one document with --json', () =>
    inFolder(async (folder) => {
      const { exitCode, stdout } = await otpforge(['explain', 'stm32h750vbt6', '--json'], folder);
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        format: 'otpforge.explain/1',
        device: 'STM32H750VBT6',
        answer: 'none',
        otp: null,
      });
    }));

  it('refuses a name that nobody knows, and suggests one of its family', () =>
    inFolder(async (folder) => {
      const { exitCode, stdout, stderr } = await otpforge(['explain', 'STM32G07IRB'], folder);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toMatch(/DEVICE_UNKNOWN/);
      expect(stderr).toMatch(/Did you mean .*STM32G071RB/);
    }));
});

describe('a command with a chip that no bank serves', () => {
  const none = /the device "STM32F103C8" has no OTP.*Instead, use reserved pages/;
  const notYet = /no bank serves the device "STM32U385RG" yet.*It has 512 bytes of OTP at 0x0BFA0000/;

  it.each([
    ['plan', ['plan', 'unit.hex', '--probe', 'sim:STM32F103C8'], none],
    [
      'program',
      ['program', 'unit.hex', '--probe', 'gdb:127.0.0.1:1', '--device', 'STM32F103C8', '--yes'],
      none,
    ],
    ['read', ['read', '--probe', 'sim:STM32U385RG'], notYet],
    ['merge', ['merge', 'unit.hex', '-o', 'out.hex', '--device', 'STM32F103C8'], none],
    ['init', ['init', '--device', 'STM32U385RG'], notYet],
    ['simulate', ['simulate', 'STM32U385RG'], notYet],
    ['build', ['build', 'STM32F103C8'], none],
    ['map', ['map', '--chip-dump', 'unit.hex', '--device', 'STM32U385RG'], notYet],
  ])('%s gives the answer of explain, exit 2', (_, args, answer) =>
    inFolder(async (folder) => {
      const { exitCode, stdout, stderr } = await otpforge(args, folder);
      expect(stderr.replace(/\s+/g, ' ')).toMatch(answer);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    }),
  );
});
