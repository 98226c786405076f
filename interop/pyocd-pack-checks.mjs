import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SparseImage, writeIntelHex } from '../dist/image/index.js';
import { contentsOf, otpOf } from './chips.mjs';
import { mustOtpforge } from './processes.mjs';
import { onChip } from './pyocd-chip.mjs';

/** A chip of each bank that pyOCD knows by our pack: a witness of the loader, not of its flash controller. */
const byOurPack = [
  'STM32F205RG',
  'STM32F429ZI',
  'STM32F722RE',
  'STM32F746ZG',
  'STM32G071RB',
  'STM32G474RE',
  'STM32C071RB',
  'STM32U083RC',
  'STM32L475VG',
];
/** The one STM32F7 that pyOCD has a target of its own for. */
const f767 = { target: 'stm32f767zi', device: 'STM32F767ZI' };

export async function checkPyocdPack(tally, venv) {
  for (const device of byOurPack) {
    await tally.check(`pyOCD programs and re-programs the OTP of ${device} by our pack`, () =>
      byPack({ device }, venv),
    );
  }
  await tally.check(`pyOCD’s own target of ${f767.device} takes firmware, and OTP by our script`, () =>
    byOwnTarget(f767, venv),
  );
}

function byPack({ device }, venv) {
  return onChip(device, venv, async ({ run, chip, folder, operations }) => {
    await mustOtpforge(['export', 'pack', '--out', 'otp.pack'], { cwd: folder });
    const { base, size } = chip.device.bank.otp;
    const target = device.toLowerCase();
    const wanted = Buffer.alloc(size, 0xff);
    // Two records in one page of the loader, the second one into its blank part; then the second one again.
    for (const [offset, text, burns] of [
      [0, 'FIRST-16-BYTES--', true],
      [256, 'SECOND16', true],
      [256, 'SECOND16', false],
    ]) {
      const done = operations.length;
      writeFileSync(join(folder, 'otp.bin'), text);
      wanted.write(text, offset);
      const args = ['--pack', 'otp.pack', 'otp.bin', '--base-address', `0x${(base + offset).toString(16)}`];
      const result = await run('load', target, args);
      assert.equal(result.exitCode, 0, result.output);
      assert.ok(otpOf(chip).equals(wanted), result.output);
      assert.equal(operations.length > done, burns, result.output);
    }
    const save = ['--pack', 'otp.pack', '-c', `savemem ${base} ${size} read.bin`];
    const readBack = await run('cmd', target, save);
    assert.equal(readBack.exitCode, 0, readBack.output);
    assert.ok(readFileSync(join(folder, 'read.bin')).equals(wanted), readBack.output);
    writeFileSync(join(folder, 'otp.bin'), 'SeCOND16');
    const done = operations.length;
    const args = ['--pack', 'otp.pack', 'otp.bin', '--base-address', `0x${(base + 256).toString(16)}`];
    const conflict = await run('load', target, args);
    assert.notEqual(conflict.exitCode, 0, conflict.output);
    assert.equal(operations.length, done, conflict.output);
    assert.ok(otpOf(chip).equals(wanted));
  });
}

function byOwnTarget({ target, device }, venv) {
  return onChip(device, venv, async ({ run, chip, folder, operations }) => {
    await mustOtpforge(['export', 'pyocd', '--out', 'pyocd'], { cwd: folder });
    const { flash, otp } = chip.device.bank;
    const firmware = Buffer.from(Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919) >> 5));
    const record = Buffer.from('SN-00042');
    const lock = otp.base + otp.locks.offset;
    const segments = [
      { address: flash.base, bytes: firmware },
      { address: otp.base, bytes: record },
      { address: lock, bytes: Buffer.from([0]) },
    ];
    const origin = { source: { file: 'unit.hex', kind: 'ihex' }, line: 1 };
    const image = SparseImage.fromChunks(segments.map((each) => ({ ...each, origin })));
    writeFileSync(join(folder, 'unit.hex'), writeIntelHex(image));
    const load = () => run('load', target, ['--script', 'pyocd/pyocd_user.py', 'unit.hex']);
    const first = await load();
    assert.equal(first.exitCode, 0, first.output);
    assert.match(first.output, /9 bytes read back as wanted/);
    const wanted = Buffer.alloc(otp.size, 0xff);
    record.copy(wanted);
    wanted[otp.locks.offset] = 0;
    assert.ok(otpOf(chip).equals(wanted), first.output);
    assert.ok(contentsOf(chip, { address: flash.base, bytes: firmware }).equals(firmware), first.output);
    const burnt = operations.filter(({ area }) => area === 'otp').length;
    const again = await load();
    assert.equal(again.exitCode, 0, again.output);
    assert.equal(operations.filter(({ area }) => area === 'otp').length, burnt);
  });
}
