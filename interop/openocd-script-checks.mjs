import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readIntelHex } from '../dist/image/index.js';
import { contentsOf, otpOf, withChip } from './chips.mjs';
import { examplePath } from './example.mjs';
import { openocd } from './openocd.mjs';
import { mustOtpforge } from './processes.mjs';

/** The Tcl that `otpforge export openocd` writes, in real OpenOCD: firmware, data and lock of one unit. */
export async function checkOpenocdScript(tally) {
  for (const [name, chip] of [
    ['STM32F401RE', 'f401'],
    ['STM32L476RG', 'l476'],
  ]) {
    await tally.check(`OpenOCD burns a unit of ${name} by our script, and nothing twice`, () =>
      burnUnit(name, chip),
    );
  }
}

const burnUnit = (name, short) =>
  withChip(name, async ({ chip, device, ports, operations }) => {
    const folder = mkdtempSync(join(tmpdir(), 'otpforge-unit-'));
    try {
      const inFolder = { cwd: folder };
      const layout = ['--layout', examplePath(`otp-${short}.yaml`), '--data', examplePath('unit.json')];
      const merge = ['merge', examplePath(`example-${short}.hex`), ...layout];
      await mustOtpforge([...merge, '-o', 'unit.hex'], inFolder);
      await mustOtpforge([...merge, '--set', 'serial=SN-0043', '-o', 'other.hex'], inFolder);
      for (const file of ['unit', 'other']) {
        await mustOtpforge(['export', 'openocd', `${file}.hex`, '--device', name, '--out', file], inFolder);
      }
      const run = (file) =>
        openocd({
          port: ports.openocd,
          family: device.bank.family,
          steps: { burn: `source ${join(folder, file, 'otp.tcl')}; otpforge_burn` },
        });
      const first = await run('unit');
      assert.ok(first.results.burn.ok, first.output);
      const image = readIntelHex(readFileSync(join(folder, 'unit.hex')), 'unit.hex');
      for (const { address, bytes } of image.segments) {
        assert.ok(contentsOf(chip, { address, bytes }).equals(Buffer.from(bytes)), first.output);
      }
      const inOtp = ({ area }) => area === 'otp';
      const burnt = operations.filter(inOtp).length;
      const again = await run('unit');
      assert.ok(again.results.burn.ok, again.output);
      assert.equal(operations.filter(inOtp).length, burnt, again.output);
      const held = otpOf(chip);
      const before = operations.length;
      const other = await run('other');
      assert.ok(!other.results.burn.ok, other.output);
      assert.match(other.results.burn.text, /no bit goes back to one|spent|locked/);
      assert.equal(operations.length, before, other.output);
      assert.ok(otpOf(chip).equals(held));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
