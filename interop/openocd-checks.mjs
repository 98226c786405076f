import assert from 'node:assert/strict';
import { contentsOf, otpOf, withChip } from './chips.mjs';
import { families, openocd } from './openocd.mjs';

const devices = ['STM32F401RE', 'STM32F429ZI', 'STM32L476RG', 'STM32L4R5ZI'];
const firmware = Buffer.from(Uint8Array.from({ length: 900 }, (_, index) => (index * 7919) >> 5));
const blank = (size) => Buffer.alloc(size, 0xff);

/** Real OpenOCD on the simulated chip, as Debian ships it: attaching, running, main flash. */
export async function checkOpenocd(tally) {
  for (const name of devices) {
    await tally.check(`OpenOCD attaches to ${name} and reads DEV_ID and OTP`, () => attach(name));
    await tally.check(`OpenOCD runs, stops, steps and resets ${name}`, () => runControl(name));
    await tally.check(`OpenOCD erases, programs and verifies the main flash of ${name}`, () =>
      programFlash(name),
    );
    await tally.check(`OpenOCD means the last sector of ${name} and no other by its number`, () =>
      lastSector(name),
    );
  }
  await tally.check('OpenOCD erases all of an L4 at once', () => massErase('STM32L476RG'));
  await tally.check('OpenOCD erases all of an F4 at once', () => massErase('STM32F401RE'));
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
        family: device.bank.family,
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
      family: device.bank.family,
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
      family: device.bank.family,
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

const lastSector = (name) =>
  withChip(
    name,
    async ({ chip, device, ports, operations }) => {
      const size = device.flashKb * 1024;
      const last = chip.flashSectors.length - 1;
      const { output, results } = await openocd({
        port: ports.openocd,
        family: device.bank.family,
        files: { 'end.bin': firmware },
        steps: {
          erase: `flash probe 0; flash erase_sector 0 ${last} ${last}`,
          write: `flash write_bank 0 end.bin ${size - 1024}`,
          verify: `verify_image end.bin ${device.bank.flash.base + size - 1024}`,
        },
      });
      assert.ok(
        Object.values(results).every(({ ok }) => ok),
        output,
      );
      const erased = operations.filter(({ kind }) => kind === 'erase').map(({ address }) => address);
      assert.deepEqual(erased, [device.bank.flash.base + chip.flashSectors[last].offset], output);
    },
    (chip) => {
      const { base } = chip.device.bank.flash;
      for (const { offset, size } of chip.flashSectors) {
        chip.bench.poke(base + offset + size - 1024, new Uint8Array(8));
      }
    },
  );

const massErase = (name) =>
  withChip(
    name,
    async ({ chip, device, ports }) => {
      const { driver } = families[device.bank.family];
      const { output, results } = await openocd({
        port: ports.openocd,
        family: device.bank.family,
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

const cortexM3Loader = () =>
  withChip('STM32F401RE', async ({ chip, ports, operations }) => {
    const { output, results } = await openocd({
      port: ports.openocd,
      family: 'STM32F4',
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
        family: 'STM32L4',
        steps: { probe: 'flash probe 0', otp: `read_memory ${device.bank.otp.base} 32 1` },
      });
      assert.match(output, /RDP level 1/);
      assert.ok(!results.otp.ok, output);
    },
    (chip) => chip.bench.setReadProtection(1),
  );
