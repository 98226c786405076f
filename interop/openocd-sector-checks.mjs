import assert from 'node:assert/strict';
import { contentsOf, withChip } from './chips.mjs';
import { openocd } from './openocd.mjs';
import { flashWords } from './otp-devices.mjs';

const firmware = Buffer.from(Uint8Array.from({ length: 960 }, (_, index) => (index * 7919) >> 5));
const blank = (size) => Buffer.alloc(size, 0xff);

/** Real OpenOCD on the main flash of 256-bit words, which its own driver knows from ST: the reserved sector and the rest. */
export async function checkOpenocdSector(tally) {
  for (const name of flashWords) {
    await tally.check(`OpenOCD’s stm32h7x driver erases, programs and reads the last sector of ${name}`, () =>
      lastSector(name),
    );
    await tally.check(`OpenOCD’s stm32h7x driver programs no other word of ${name} than it is asked`, () =>
      oneWord(name),
    );
    await tally.check(`OpenOCD’s stm32h7x driver is told WRPERR by a protected sector of ${name}`, () =>
      protectedSector(name),
    );
    await tally.check(`OpenOCD cannot read a damaged word of ${name}, and erases it away`, () =>
      damagedWord(name),
    );
  }
  await tally.check('OpenOCD’s stm32h7x driver erases a flash bank of STM32H743ZI at once', bankErase);
}

/** Where OpenOCD finds the reserved sector: its bank, the offset in it, and its number. */
function placeOf({ bank }) {
  const { otp, sector, flash } = bank;
  const isSecond = sector.flashBank === 2;
  const offset = otp.base - (isSecond ? 0x08100000 : flash.base);
  return { number: isSecond ? 1 : 0, offset, sector: sector.number };
}

const run = (name, stepsOf, check, prepare) =>
  withChip(
    name,
    async ({ chip, device, ports, operations }) => {
      const place = placeOf(device);
      const probe = `flash probe 0${device.line.mainFlash.dualBank ? '; flash probe 1' : ''}`;
      const { exitCode, output, results } = await openocd({
        port: ports.openocd,
        family: device.bank.family,
        files: { 'fw.bin': firmware, 'word.bin': firmware.subarray(0, 32) },
        steps: { probe, ...stepsOf(place, device) },
      });
      assert.equal(exitCode, 0, output);
      assert.match(output, /cpu tap\/device found: 0x6ba00477/);
      assert.match(output, /Cortex-M7 r1p[12] processor detected/);
      assert.ok(results.probe.ok, output);
      await check({ chip, device, operations, output, results });
    },
    prepare,
  );

const lastSector = (name) =>
  run(
    name,
    ({ number, offset, sector }, { bank }) => ({
      erase: `flash erase_sector ${number} ${sector} ${sector}`,
      write: `flash write_bank ${number} fw.bin ${offset}`,
      verify: `verify_image fw.bin ${bank.otp.base}`,
      again: `flash erase_sector ${number} ${sector} ${sector}; flash write_bank ${number} fw.bin ${offset + 64}`,
    }),
    ({ chip, device, operations, output, results }) => {
      assert.ok(
        Object.values(results).every(({ ok }) => ok),
        output,
      );
      const { base } = device.bank.otp;
      assert.ok(contentsOf(chip, { address: base, bytes: blank(64) }).equals(blank(64)), output);
      assert.ok(contentsOf(chip, { address: base + 64, bytes: firmware }).equals(firmware), output);
      const erased = operations.filter(({ kind }) => kind === 'erase').map(({ address }) => address);
      assert.deepEqual(erased, [base, base]);
      assert.equal(operations.length - erased.length, (2 * firmware.length) / 32);
    },
    (chip) => chip.bench.poke(chip.device.bank.otp.base, new Uint8Array(2048)),
  );

const oneWord = (name) =>
  run(
    name,
    ({ number, offset }) => ({ write: `flash write_bank ${number} word.bin ${offset + 96}` }),
    ({ chip, device, operations, output, results }) => {
      assert.ok(results.write.ok, output);
      const { base } = device.bank.otp;
      assert.deepEqual(
        operations.map(({ kind, address }) => [kind, address]),
        [['program', base + 96]],
      );
      const wanted = blank(256);
      firmware.copy(wanted, 96, 0, 32);
      assert.ok(contentsOf(chip, { address: base, bytes: wanted }).equals(wanted), output);
    },
  );

const protectedSector = (name) =>
  run(
    name,
    ({ number, offset, sector }) => ({
      on: `flash protect ${number} ${sector} ${sector} on`,
      erase: `flash erase_sector ${number} ${sector} ${sector}`,
      write: `flash write_bank ${number} word.bin ${offset}`,
      off: `flash protect ${number} ${sector} ${sector} off`,
      open: `flash write_bank ${number} word.bin ${offset}`,
    }),
    ({ operations, output, results }) => {
      assert.deepEqual(
        Object.values(results).map(({ ok }) => ok),
        [true, true, true, false, false, true, true],
        output,
      );
      assert.match(output, /WRPERR detected/);
      assert.equal(operations.length, 1, output);
    },
  );

const damagedWord = (name) =>
  run(
    name,
    ({ number, sector }, { bank }) => ({
      read: `read_memory ${bank.otp.base + 32} 32 1`,
      before: `read_memory ${bank.otp.base} 32 1`,
      erase: `flash erase_sector ${number} ${sector} ${sector}`,
      after: `read_memory ${bank.otp.base + 32} 32 1`,
    }),
    ({ output, results }) => {
      assert.ok(!results.read.ok, output);
      assert.ok(results.before.ok && results.after.ok, output);
      assert.equal(Number(results.after.text), 0xffffffff);
    },
    (chip) => chip.bench.setUnitState(chip.device.bank.otp.base + 32, 'damaged'),
  );

const bankErase = () =>
  run(
    'STM32H743ZI',
    () => ({ erase: 'stm32h7x mass_erase 0' }),
    ({ chip, device, output, results }) => {
      assert.ok(results.erase.ok, output);
      const { flash, otp } = device.bank;
      assert.ok(contentsOf(chip, { address: flash.base, bytes: blank(32) }).equals(blank(32)), output);
      assert.ok(!contentsOf(chip, { address: otp.base, bytes: blank(32) }).equals(blank(32)), output);
    },
    (chip) => {
      const { flash, otp } = chip.device.bank;
      for (const address of [flash.base, otp.base]) chip.bench.poke(address, new Uint8Array(32));
    },
  );
