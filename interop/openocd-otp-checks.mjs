import assert from 'node:assert/strict';
import { otpOf, withChip } from './chips.mjs';
import { openocd } from './openocd.mjs';

const blank = (size) => Buffer.alloc(size, 0xff);

/** OpenOCD's own OTP drivers, which were written without our model of the flash controllers. */
export async function checkOpenocdOtp(tally) {
  await tally.check('OpenOCD’s stm32f2x driver programs OTP as it is asked', programF4);
  await tally.check('OpenOCD’s stm32f2x driver clears more bits of a byte that it wrote', clearMoreBits);
  await tally.check('OpenOCD’s stm32f2x driver is stopped by a locked block', lockedBlock);
  await tally.check('OpenOCD’s stm32l4x driver programs OTP and pads it with FF', programL4);
  await tally.check('OpenOCD’s stm32l4x driver is told PROGERR by a spent double word', spentUnit);
}

const f4Otp = (steps, files, check, prepare) =>
  withChip(
    'STM32F401RE',
    async ({ chip, device, ports }) => {
      const { output, results } = await openocd({
        port: ports.openocd,
        controller: 'stm32f4',
        files,
        steps: { enable: 'flash probe 1; stm32f2x otp 1 enable', ...steps },
      });
      await check({ chip, base: device.bank.otp.base, output, results });
    },
    prepare,
  );

const programF4 = () =>
  f4Otp(
    { write: 'flash write_bank 1 wish.bin 4', odd: 'flash write_bank 1 wish.bin 3' },
    { 'wish.bin': Buffer.from('HELLO') },
    ({ chip, output, results }) => {
      assert.ok(results.write.ok, output);
      // It takes no odd offset at all.
      assert.ok(!results.odd.ok, output);
      const wanted = blank(0x210);
      wanted.write('HELLO', 4);
      assert.ok(otpOf(chip).equals(wanted), otpOf(chip).toString('hex'));
    },
  );

const clearMoreBits = () =>
  f4Otp(
    { first: 'flash write_bank 1 one.bin 0', second: 'flash write_bank 1 two.bin 0' },
    { 'one.bin': Buffer.from([0xf0, 0xff]), 'two.bin': Buffer.from([0x3f, 0xff]) },
    ({ chip, output, results }) => {
      assert.ok(results.first.ok && results.second.ok, output);
      assert.equal(otpOf(chip)[0], 0x30);
    },
  );

const lockedBlock = () =>
  f4Otp(
    { write: 'flash write_bank 1 wish.bin 0' },
    { 'wish.bin': Buffer.from('HELLO!') },
    ({ chip, output, results }) => {
      assert.ok(!results.write.ok, output);
      assert.ok(otpOf(chip).subarray(0, 32).equals(blank(32)));
    },
    (chip) => chip.bench.setLockByte(0, 0),
  );

const l4Otp = (steps, files, check, prepare) =>
  withChip(
    'STM32L476RG',
    async ({ chip, ports, operations }) => {
      const { output, results } = await openocd({
        port: ports.openocd,
        controller: 'stm32l4',
        files,
        steps: { enable: 'flash probe 1; stm32l4x otp 1 enable', ...steps },
      });
      await check({ chip, operations, output, results });
    },
    prepare,
  );

const programL4 = () =>
  l4Otp(
    {
      write: 'flash write_bank 1 wish.bin 3',
      locked: 'stm32l4x otp 1 disable; flash write_bank 1 wish.bin 16',
    },
    { 'wish.bin': Buffer.from('HELLO') },
    ({ chip, operations, output, results }) => {
      assert.ok(results.write.ok, output);
      assert.ok(!results.locked.ok, output);
      const wanted = blank(1024);
      wanted.write('HELLO', 3);
      assert.ok(otpOf(chip).equals(wanted), otpOf(chip).toString('hex'));
      assert.equal(operations.length, 1);
    },
  );

const spentUnit = () =>
  l4Otp(
    { write: 'flash write_bank 1 wish.bin 8' },
    { 'wish.bin': Buffer.from('NEWDATA!') },
    ({ chip, operations, output, results }) => {
      assert.ok(!results.write.ok, output);
      assert.match(output, /flash write failed = 00000008/);
      assert.equal(operations.length, 0);
      assert.ok(otpOf(chip).equals(blank(1024)));
    },
    (chip) => chip.bench.spendUnit(chip.device.bank.otp.base + 8),
  );
