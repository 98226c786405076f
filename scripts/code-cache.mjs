import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './support.mjs';

const example = (name) => join(root, 'firmware', 'example', name);
const layout = ['--layout', example('otp-f401.yaml')];
const probe = ['--probe', 'sim:STM32F401RE,file=unit.chip'];

/** What a user runs most, so that the code of these commands is there, compiled, when they start. */
const commands = [
  ['--help'],
  ['merge', example('example-f401.hex'), ...layout, '--data', example('unit.json'), '-o', 'unit.hex'],
  ['program', 'unit.hex', ...probe, '--yes'],
  ['plan', 'unit.hex', ...probe],
];

/**
 * Runs commands of a bundle, and puts what V8 has compiled beside each of its files. No result needs it: a command that
 * fails leaves less of it behind.
 */
export function makeCodeCache(main) {
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-code-'));
  const record = fileURLToPath(new URL('record-code.cjs', import.meta.url));
  const env = { ...process.env, OTPFORGE_STATE_DIR: join(folder, 'state'), OTPFORGE_CONFIG_DIR: folder };
  try {
    for (const command of commands) {
      spawnSync(process.execPath, ['--require', record, main, ...command], {
        cwd: folder,
        env,
        stdio: 'ignore',
        timeout: 60_000,
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
