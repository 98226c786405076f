import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openocd } from './openocd.mjs';
import { mustOtpforge, otpforgePath } from './processes.mjs';
import { pyocd } from './pyocd.mjs';

/** The command line, as a user has it: one chip, OpenOCD and pyOCD one after another, and its file afterwards. */
export async function checkCommand(tally, venv) {
  await tally.check(
    'otpforge simulate serves OpenOCD and pyOCD, and its file holds what they burnt',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'otpforge-simulate-'));
      const device = 'STM32L476RG';
      const args = ['simulate', device, '--openocd', '0', '--pyocd', '0', '--file', 'unit.chip', '--json'];
      const child = spawn(process.execPath, [otpforgePath, ...args], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      try {
        const [line] = await once(createInterface(child.stdout), 'line');
        const ports = JSON.parse(line);
        const burn = await openocd({
          port: ports.openocd,
          family: 'STM32L4',
          files: { 'wish.bin': Buffer.from('SN-00042') },
          steps: { write: 'flash probe 1; stm32l4x otp 1 enable; flash write_bank 1 wish.bin 64' },
        });
        assert.ok(burn.results.write.ok, burn.output);
        const read = ['-t', 'stm32l475xg', '-c', 'read8 0x1FFF7040 8'];
        const seen = await pyocd({ venv, port: ports.pyocd, folder, command: 'cmd', args: read });
        assert.match(seen.output, /53 4e 2d 30 +30 30 34 32/);
        child.kill('SIGTERM');
        const [exitCode] = await once(child, 'exit');
        assert.equal(exitCode, 0);
        const probe = `sim:${device},file=unit.chip`;
        const { stdout } = await mustOtpforge(['read', '--probe', probe, '--json'], { cwd: folder });
        assert.match(stdout, /53 4E 2D 30 30 30 34 32/);
      } finally {
        child.kill('SIGKILL');
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
}
