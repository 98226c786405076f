import assert from 'node:assert/strict';
import { otpOf, withChip } from './chips.mjs';
import { families, openocd } from './openocd.mjs';
import { byTestJtag, bytewise, doubleWords } from './otp-devices.mjs';

const blank = (size) => Buffer.alloc(size, 0xff);

export async function checkOpenocdOtp(tally) {
  for (const name of bytewise) {
    await tally.check(`OpenOCD’s stm32f2x driver programs OTP of ${name} as it is asked`, () =>
      programBytes(name),
    );
    await tally.check(`OpenOCD’s stm32f2x driver clears more bits of a byte of ${name} that it wrote`, () =>
      clearMoreBits(name),
    );
    await tally.check(`OpenOCD’s stm32f2x driver is stopped by a locked block of ${name}`, () =>
      lockedBlock(name),
    );
  }
  for (const name of [...doubleWords, ...byTestJtag]) {
    const chip = byTestJtag.includes(name) ? `${name} (by a test JTAG)` : name;
    await tally.check(`OpenOCD’s stm32l4x driver programs OTP of ${chip} and pads it with FF`, () =>
      programDoubleWords(name),
    );
    await tally.check(`OpenOCD’s stm32l4x driver is told PROGERR by a spent unit of ${chip}`, () =>
      spentUnit(name),
    );
  }
}

const byteOtp = (name, steps, files, check, prepare) =>
  withChip(
    name,
    async ({ chip, device, ports }) => {
      const { output, results } = await openocd({
        port: ports.openocd,
        family: device.bank.family,
        files,
        steps: { enable: 'flash probe 1; stm32f2x otp 1 enable', ...steps },
      });
      await check({ chip, output, results });
    },
    prepare,
  );

const programBytes = (name) =>
  byteOtp(
    name,
    { write: 'flash write_bank 1 wish.bin 4', odd: 'flash write_bank 1 wish.bin 3' },
    { 'wish.bin': Buffer.from('HELLO') },
    ({ chip, output, results }) => {
      assert.ok(results.write.ok, output);
      // It takes no odd offset at all.
      assert.ok(!results.odd.ok, output);
      const wanted = blank(chip.device.bank.otp.size);
      wanted.write('HELLO', 4);
      assert.ok(otpOf(chip).equals(wanted), otpOf(chip).toString('hex'));
    },
  );

const clearMoreBits = (name) =>
  byteOtp(
    name,
    { first: 'flash write_bank 1 one.bin 0', second: 'flash write_bank 1 two.bin 0' },
    { 'one.bin': Buffer.from([0xf0, 0xff]), 'two.bin': Buffer.from([0x3f, 0xff]) },
    ({ chip, output, results }) => {
      assert.ok(results.first.ok && results.second.ok, output);
      assert.equal(otpOf(chip)[0], 0x30);
    },
  );

const lockedBlock = (name) =>
  byteOtp(
    name,
    { write: 'flash write_bank 1 wish.bin 0' },
    { 'wish.bin': Buffer.from('HELLO!') },
    ({ chip, output, results }) => {
      assert.ok(!results.write.ok, output);
      assert.ok(otpOf(chip).subarray(0, 32).equals(blank(32)));
    },
    (chip) => chip.bench.setLockByte(0, 0),
  );

const doubleWordOtp = (name, steps, files, check, prepare) =>
  withChip(
    name,
    async ({ chip, device, ports, operations }) => {
      const number = families[device.bank.family].otpBank ?? 1;
      const { output, results } = await openocd({
        port: ports.openocd,
        family: device.bank.family,
        files,
        steps: { enable: `flash probe ${number}; stm32l4x otp ${number} enable`, ...steps(number) },
      });
      await check({ chip, operations, output, results });
    },
    prepare,
  );

const programDoubleWords = (name) =>
  doubleWordOtp(
    name,
    (number) => ({
      write: `flash write_bank ${number} wish.bin 3`,
      locked: `stm32l4x otp ${number} disable; flash write_bank ${number} wish.bin 16`,
    }),
    { 'wish.bin': Buffer.from('HELLO') },
    ({ chip, operations, output, results }) => {
      assert.ok(results.write.ok, output);
      assert.ok(!results.locked.ok, output);
      const wanted = blank(chip.device.bank.otp.size);
      wanted.write('HELLO', 3);
      assert.ok(otpOf(chip).equals(wanted), otpOf(chip).toString('hex'));
      assert.equal(operations.length, 1);
    },
  );

const spentUnit = (name) =>
  doubleWordOtp(
    name,
    (number) => ({ write: `flash write_bank ${number} wish.bin 8` }),
    { 'wish.bin': Buffer.from('NEWDATA!') },
    ({ chip, operations, output, results }) => {
      assert.ok(!results.write.ok, output);
      assert.match(output, /flash write failed = 000[04]0008/);
      assert.equal(operations.length, 0);
      assert.ok(otpOf(chip).equals(blank(chip.device.bank.otp.size)));
    },
    (chip) => chip.bench.spendUnit(chip.device.bank.otp.base + 8),
  );
