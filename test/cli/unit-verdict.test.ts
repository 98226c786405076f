import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolder, otpforge } from '../support/cli.js';

const layout = `format: otpforge.layout/1
bank: stm32f4-otp
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  crc: { offset: 0x10, type: crc, algorithm: crc16-modbus, over: [serial] }
  gain: { offset: 0x20, type: u16, when: late }
`;

const lastLine = (text: string) => text.trimEnd().split('\n').at(-1);

describe('the last line of a program run', () => {
  it('names the unit, and says where firmware has none', async () => {
    await inFolder(async (folder) => {
      const run = (...args: string[]) => otpforge(args, folder);
      const probe = ['--probe', 'sim:STM32F401RE,file=unit.chip', '--yes'];
      const known = [...probe, '--layout', 'otp.yaml'];
      await writeFile(join(folder, 'otp.yaml'), layout);
      await writeFile(
        join(folder, 'fw.bin'),
        Uint8Array.of(0, 0x10, 0, 0x20, 9, 0, 0, 8, 0xfe, 0xe7, 0xfe, 0xe7),
      );
      await run('merge', 'fw.bin@0x08000000', '-o', 'fw.hex');
      const set = ['--set', 'serial=SN-000013', '--set', 'gain=1'];
      await run('merge', '--layout', 'otp.yaml', ...set, '--stage', 'late', '-o', 'late.hex');

      const plain = await run('program', 'fw.hex', ...probe);
      expect(lastLine(plain.stdout)).toContain('PASS: no OTP byte in this image');
      const refused = await run('program', 'fw.hex', ...known);
      expect(refused.exitCode).toBe(5);
      expect(`${refused.stdout}${refused.stderr}`).toContain('NO_UNIT');
      const alone = await run('program', 'fw.hex', ...known, '--firmware-only');
      expect(alone.exitCode).toBe(0);
      expect(lastLine(alone.stdout)).toContain('PASS: no OTP byte in this image');

      const late = await run('program', 'late.hex', ...known);
      expect(late.exitCode).toBe(0);
      expect(lastLine(late.stdout)).toContain('PASS: serial SN-000013, crc correct');
      const again = await run('program', 'fw.hex', ...known);
      expect(again.exitCode).toBe(0);
      expect(lastLine(again.stdout)).toContain('PASS: serial SN-000013, crc correct');
      const mixed = await run('program', 'late.hex', ...known, '--firmware-only');
      expect(mixed.exitCode).toBe(5);
      expect(`${mixed.stdout}${mixed.stderr}`).toContain('FIRMWARE_ONLY');
    });
  });
});
