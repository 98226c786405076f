import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readIntelHex } from '../dist/image/index.js';
import { contentsOf, withChip } from './chips.mjs';
import { examplePath } from './example.mjs';
import { mustOtpforge, otpforge } from './processes.mjs';

/** `pyocd:` through the real pyOCD on the simulated chip. The tests have OpenOCD. */
export async function checkStartedServers(tally, venv) {
  await tally.check('pyocd: starts pyOCD, finds the chip, and burns a unit; planted files are not run', () =>
    withChip('STM32L475VG', async ({ chip, ports }) => {
      const folder = mkdtempSync(join(tmpdir(), 'otpforge-pyocd-'));
      const env = {
        ...process.env,
        OTPFORGE_PYOCD: `${venv}/bin/pyocd`,
        OTPFORGE_STATE_DIR: join(folder, 'state'),
      };
      const inFolder = { cwd: folder, env };
      try {
        writeFileSync(join(folder, 'pyocd_user.py'), `open(${JSON.stringify(join(folder, 'ran'))}, 'w')\n`);
        writeFileSync(join(folder, 'pyocd.yaml'), 'target_override: nonesuch\n');
        const layout = ['--layout', examplePath('otp-l476.yaml'), '--data', examplePath('unit.json')];
        await mustOtpforge(['merge', examplePath('example-l476.hex'), ...layout, '-o', 'unit.hex'], inFolder);
        const probe = `pyocd:remote:127.0.0.1:${ports.pyocd}`;
        const burn = ['program', 'unit.hex', '--yes', '--no-rehearse', '--json', '--probe'];
        const refused = await otpforge([...burn, probe], inFolder);
        assert.equal(refused.exitCode, 4, refused.output);
        assert.match(refused.output, /PROBE_UNSUPPORTED/);
        const { stdout } = await mustOtpforge([...burn, `${probe},target=stm32l475xg`], inFolder);
        assert.equal(JSON.parse(stdout).result, 'done');
        const image = readIntelHex(readFileSync(join(folder, 'unit.hex')), 'unit.hex');
        for (const { address, bytes } of image.segments) {
          assert.ok(contentsOf(chip, { address, bytes }).equals(Buffer.from(bytes)), `at ${address}`);
        }
        assert.throws(() => readFileSync(join(folder, 'ran')), { code: 'ENOENT' });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }),
  );
}
