import assert from 'node:assert/strict';
import { contentsOf, otpOf, withChip } from './chips.mjs';
import { families, openocd } from './openocd.mjs';

const devices = ['STM32F401RE', 'STM32F429ZI', 'STM32L476RG', 'STM32L4R5ZI'];
const firmware = Buffer.from(Uint8Array.from({ length: 900 }, (_, index) => (index * 7919) >> 5));
const blank = (size) => Buffer.alloc(size, 0xff);

/** Real OpenOCD on the simulated chip, with nothing but what Debian ships. */
export async function checkOpenocd(tally) {
  for (const name of devices) {
    await tally.check(`OpenOCD attaches to ${name} and reads DEV_ID and OTP`, () => attach(name));
    await tally.check(`OpenOCD runs, stops, steps and resets ${name}`, () => runControl(name));
    await tally.check(`OpenOCD erases, programs and verifies the main flash of ${name}`, () =>
      programFlash(name),
    );
  }
  await tally.check('OpenOCD erases all of an L4 at once', () => massErase('STM32L476RG'));
  await tally.check('OpenOCD erases all of an F4 at once', () => massErase('STM32F401RE'));
  await tally.check('OpenOCD’s stm32f2x driver programs OTP as it is asked', programF4);
  await tally.check('OpenOCD’s stm32f2x driver clears more bits of a byte that it wrote', clearMoreBits);
  await tally.check('OpenOCD’s stm32f2x driver is stopped by a locked block', lockedBlock);
  await tally.check('OpenOCD’s stm32l4x driver programs OTP and pads it with FF', programL4);
  await tally.check('OpenOCD’s stm32l4x driver is told PROGERR by a spent double word', spentUnit);
  await tally.check(
    'OpenOCD’s Cortex-M3 loader for the F4 ends in a HardFault, and burns nothing',
    cortexM3Loader,
  );
  await tally.check('OpenOCD sees read protection level 1', readProtected);
}

const attach = (name) =>
  withChip(
    name,
    async ({ chip, device, ports }) => {
      const { base, size } = device.bank.otp;
      const { exitCode, output, results } = await openocd({
        port: ports.openocd,
        controller: device.bank.controller.name,
        steps: {
          dev: `read_memory ${device.bank.identity.idcode} 32 1`,
          otp: `read_memory ${base} 8 ${size}`,
          cpuid: 'read_memory 0xE000ED00 32 1',
        },
      });
      assert.equal(exitCode, 0, output);
      const devId = device.line.devIds[0];
      assert.match(output, /cpu tap\/device found: 0x4ba00477/);
      assert.match(output, new RegExp(`bs tap/device found: 0x06${devId.toString(16)}041`));
      assert.match(output, /Cortex-M4 r0p1 processor detected/);
      assert.match(output, /target has 6 breakpoints, 0 watchpoints/);
      assert.equal(Number(results.dev.text) & 0xfff, devId);
      assert.deepEqual(Buffer.from(results.otp.text.split(' ').map(Number)), otpOf(chip));
    },
    (chip) => chip.bench.poke(chip.device.bank.otp.base + 16, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)),
  );

const runControl = (name) =>
  withChip(name, async ({ device, ports }) => {
    // MOVS R0,#0; ADDS R0,#1; ADDS R0,#1; BKPT; B .
    const program = Buffer.from(Uint16Array.of(0x2000, 0x3001, 0x3001, 0xbe00, 0xe7fe).buffer);
    const { output, results } = await openocd({
      port: ports.openocd,
      controller: device.bank.controller.name,
      files: { 'program.bin': program },
      steps: {
        load: 'load_image program.bin 0x20000000 bin',
        start: 'reg pc 0x20000000; reg xPSR 0x01000000; resume; wait_halt 2000',
        stopped: 'reg pc',
        r0: 'reg r0',
        step: 'reg pc 0x20000002; step',
        stepped: 'reg pc',
        soft: 'bp 0x20000004 2; reg pc 0x20000000; resume; wait_halt 2000; rbp 0x20000004',
        broken: 'reg pc',
        running: 'reg pc 0x20000008; resume; sleep 20; halt; wait_halt 2000',
        halted: 'reg pc',
        again: 'reset halt',
      },
    });
    const pc = (step) => Number(/0x[0-9a-f]+/.exec(results[step].text)?.[0]);
    assert.ok(
      Object.values(results).every(({ ok }) => ok),
      output,
    );
    assert.equal(pc('stopped'), 0x20000006, output);
    assert.match(results.r0.text, /0x00000002/);
    assert.equal(pc('stepped'), 0x20000004);
    assert.equal(pc('broken'), 0x20000004);
    assert.equal(pc('halted'), 0x20000008);
  });

const programFlash = (name) =>
  withChip(name, async ({ chip, device, ports }) => {
    const { base } = device.bank.flash;
    const { output, results } = await openocd({
      port: ports.openocd,
      controller: device.bank.controller.name,
      files: { 'fw.bin': firmware },
      steps: {
        // write_image would fill the last sector of an F4 with FF, half-word by half-word.
        write: 'flash probe 0; flash erase_sector 0 0 0; flash write_bank 0 fw.bin 0',
        verify: `verify_image fw.bin ${base}`,
        write_again: 'flash erase_sector 0 0 0; flash write_bank 0 fw.bin 8',
        verify_again: `verify_image fw.bin ${base + 8}`,
      },
    });
    assert.ok(
      Object.values(results).every(({ ok }) => ok),
      output,
    );
    assert.ok(contentsOf(chip, { address: base + 8, bytes: firmware }).equals(firmware), output);
    assert.ok(otpOf(chip).equals(blank(device.bank.otp.size)));
  });

const massErase = (name) =>
  withChip(
    name,
    async ({ chip, device, ports }) => {
      const { driver } = families[device.bank.controller.name];
      const { output, results } = await openocd({
        port: ports.openocd,
        controller: device.bank.controller.name,
        steps: { erase: `flash probe 0; ${driver} mass_erase 0` },
      });
      assert.ok(results.erase.ok, output);
      const end = device.bank.flash.base + device.flashKb * 1024;
      for (const address of [device.bank.flash.base, end - 16]) {
        assert.ok(contentsOf(chip, { address, bytes: blank(16) }).equals(blank(16)), output);
      }
      assert.ok(!otpOf(chip).equals(blank(device.bank.otp.size)), 'mass erase took the OTP with it');
    },
    (chip) => {
      const { flash, otp } = chip.device.bank;
      const end = flash.base + chip.device.flashKb * 1024;
      for (const address of [flash.base, end - 16, otp.base]) chip.bench.poke(address, new Uint8Array(16));
    },
  );

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

const cortexM3Loader = () =>
  withChip('STM32F401RE', async ({ chip, ports, operations }) => {
    const { output, results } = await openocd({
      port: ports.openocd,
      controller: 'stm32f4',
      workArea: true,
      files: { 'wish.bin': Buffer.alloc(64, 0x55) },
      steps: { write: 'flash probe 1; stm32f2x otp 1 enable; flash write_bank 1 wish.bin 0' },
    });
    assert.ok(!results.write.ok, output);
    assert.match(chip.faultReason ?? '', /instruction/);
    assert.deepEqual(operations, []);
  });

const readProtected = () =>
  withChip(
    'STM32L476RG',
    async ({ device, ports }) => {
      const { output, results } = await openocd({
        port: ports.openocd,
        controller: 'stm32l4',
        steps: { probe: 'flash probe 0', otp: `read_memory ${device.bank.otp.base} 32 1` },
      });
      assert.match(output, /RDP level 1/);
      assert.ok(!results.otp.ok, output);
    },
    (chip) => chip.bench.setReadProtection(1),
  );
