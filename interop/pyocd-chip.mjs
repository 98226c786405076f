import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withChip } from './chips.mjs';
import { pyocd } from './pyocd.mjs';

/** Work with pyOCD on a fresh simulated chip, in a folder of its own. */
export async function onChip(name, venv, work, prepare) {
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-pyocd-'));
  try {
    const serve = ({ chip, ports, operations }) => {
      const run = (command, target, args) =>
        pyocd({ venv, port: ports.pyocd, folder, command, args: ['-t', target, ...args] });
      return work({ run, chip, folder, operations });
    };
    await withChip(name, serve, prepare);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
