import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { injectFaults, parseFaults } from '../dist/chip/index.js';
import { readIntelHex, SparseImage, writeIntelHex } from '../dist/image/index.js';
import { contentsOf, otpOf } from './chips.mjs';
import { examplePath } from './example.mjs';
import { mustOtpforge } from './processes.mjs';
import { onChip } from './pyocd-chip.mjs';

/** pyOCD's built-in targets whose flash algorithms hold no Thumb-2, and the example that fits each. */
const targets = [
  { target: 'stm32f412xg', device: 'STM32F412ZG', chip: 'f401' },
  { target: 'stm32f429xi', device: 'STM32F429ZI', chip: 'f401' },
  { target: 'stm32l432kc', device: 'STM32L432KC', chip: 'l476' },
  { target: 'stm32l475xg', device: 'STM32L475VG', chip: 'l476' },
];

/** Real pyOCD on the simulated chip: built-in targets, our user script. */
export async function checkPyocd(tally, venv) {
  for (const one of targets) {
    await tally.check(`pyOCD attaches to ${one.device} and finds its parts`, () => attach(one, venv));
    await tally.check(`pyOCD programs the main flash of ${one.device} by its own algorithm`, () =>
      programFlash(one, venv),
    );
    await tally.check(`pyOCD with our script takes firmware and OTP of ${one.device} from one hex`, () =>
      oneHex(one, venv),
    );
  }
  for (const one of [targets[0], targets[3]]) {
    await tally.check(`pyOCD with our script burns nothing of files that do not fit ${one.device}`, () =>
      misfits(one, venv),
    );
    await tally.check(`pyOCD with our script names the read protection of ${one.device}`, () =>
      readProtected(one, venv),
    );
  }
  for (const one of targets.slice(2)) {
    await tally.check(`pyOCD with our script burns ${one.device} with a damaged reset vector`, () =>
      damagedVector(one, venv),
    );
    await tally.check(`pyOCD erases all of ${one.device}, and its OTP stays`, () => eraseChip(one, venv));
  }
}

function attach({ target, device }, venv) {
  return onChip(
    device,
    venv,
    async ({ run, chip, folder }) => {
      const { bank, line } = chip.device;
      const result = await run('cmd', target, [
        '-v',
        ...[
          '-c',
          `read32 ${bank.identity.idcode}`,
          '-c',
          `savemem ${bank.otp.base} ${bank.otp.size} otp.bin`,
        ],
        ...['-c', 'reset halt', '-c', 'step', '-c', 'status'],
      ]);
      assert.equal(result.exitCode, 0, result.output);
      const devId = line.devIds[0].toString(16);
      assert.match(
        result.output,
        new RegExp(`ROM table #0 @ 0xe00ff000 \\(designer=020:ST.* part=${devId}\\)`),
      );
      assert.match(result.output, /core #0: Cortex-M4 r0p1, v7.0-M/);
      assert.match(result.output, /6 hardware breakpoints/);
      assert.match(result.output, new RegExp(`${bank.identity.idcode.toString(16)}: +10000${devId}`));
      assert.ok(readFileSync(join(folder, 'otp.bin')).equals(otpOf(chip)));
    },
    loadLoop,
  );
}

function programFlash({ target, device }, venv) {
  return onChip(device, venv, async ({ run, chip, folder, operations }) => {
    const bytes = Buffer.from(Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919) >> 5));
    writeFileSync(join(folder, 'fw.bin'), bytes);
    const args = ['fw.bin', '--base-address', '0x08000000'];
    const first = await run('load', target, args);
    assert.equal(first.exitCode, 0, first.output);
    assert.ok(contentsOf(chip, { address: 0x08000000, bytes }).equals(bytes), first.output);
    // What is there already is found equal, by a CRC that the core computes.
    const done = operations.length;
    const again = await run('load', target, args);
    assert.equal(again.exitCode, 0, again.output);
    assert.equal(operations.length, done, again.output);
    const erased = await run('erase', target, ['--sector', '0x08000000']);
    assert.equal(erased.exitCode, 0, erased.output);
    assert.equal(contentsOf(chip, { address: 0x08000000, bytes })[0], 0xff, erased.output);
    assert.ok(operations.every(({ area }) => area === 'main'));
  });
}

function eraseChip({ target, device }, venv) {
  const fill = (chip) => {
    const { flash, otp } = chip.device.bank;
    const end = flash.base + chip.device.flashKb * 1024;
    for (const address of [flash.base, end - 8, otp.base]) chip.bench.poke(address, new Uint8Array(8));
  };
  const check = async ({ run, chip }) => {
    const { flash, otp } = chip.device.bank;
    const end = flash.base + chip.device.flashKb * 1024;
    const { exitCode, output } = await run('erase', target, ['--chip']);
    assert.equal(exitCode, 0, output);
    const held = [flash.base, end - 8, otp.base].map((address) => chip.bench.peek(address, 1)[0]);
    assert.deepEqual(held, [0xff, 0xff, 0], output);
  };
  return onChip(device, venv, check, fill);
}

function oneHex({ target, device, chip: name }, venv) {
  return onChip(device, venv, async ({ run, chip, folder, operations }) => {
    const merge = (file, ...set) =>
      mustOtpforge(
        [
          ...['merge', examplePath(`example-${name}.hex`), '--layout', examplePath(`otp-${name}.yaml`)],
          ...['--data', examplePath('unit.json'), ...set, '-o', file],
        ],
        { cwd: folder },
      );
    await merge('unit.hex');
    await merge('other.hex', '--set', 'serial=SN-0043');
    await mustOtpforge(['export', 'pyocd', '--out', 'pyocd'], { cwd: folder });
    const load = (file) => run('load', target, ['--script', 'pyocd/pyocd_user.py', file]);

    const first = await load('unit.hex');
    assert.equal(first.exitCode, 0, first.output);
    const image = readIntelHex(readFileSync(join(folder, 'unit.hex')), 'unit.hex');
    const { base, size, writeUnit } = chip.device.bank.otp;
    const wanted = Buffer.alloc(size, 0xff);
    for (const { address, bytes } of image.segments) {
      if (address >= base) wanted.set(bytes, address - base);
      assert.ok(contentsOf(chip, { address, bytes }).equals(Buffer.from(bytes)), first.output);
    }
    assert.ok(otpOf(chip).equals(wanted), first.output);
    const burnt = operations.filter(({ area }) => area === 'otp').map(({ address }) => address);
    assert.equal(new Set(burnt).size, burnt.length, 'a unit was programmed twice');
    for (const address of burnt) {
      const unit = wanted.subarray(address - base, address - base + writeUnit);
      assert.ok(
        unit.some((byte) => byte !== 0xff),
        `nobody asked for ${address.toString(16)}`,
      );
    }

    const readBack = await run('cmd', target, ['-c', `savemem ${base} ${size} otp.bin`]);
    assert.equal(readBack.exitCode, 0, readBack.output);
    assert.ok(readFileSync(join(folder, 'otp.bin')).equals(wanted));
    await mustOtpforge(['check-dump', 'otp.bin', '--image', 'unit.hex', '--device', device], { cwd: folder });

    const done = operations.length;
    const again = await load('unit.hex');
    assert.equal(again.exitCode, 0, again.output);
    assert.deepEqual(
      operations.slice(done).filter(({ area }) => area === 'otp'),
      [],
      again.output,
    );

    const before = operations.length;
    const other = await load('other.hex');
    assert.notEqual(other.exitCode, 0, other.output);
    assert.match(other.output, /nothing was written/);
    assert.deepEqual(operations.slice(before), [], other.output);
    assert.ok(otpOf(chip).equals(wanted));
  });
}

// What pyOCD itself drops with a warning, or burns at another place, and then ends with 0.
function misfits({ target, device }, venv) {
  return onChip(device, venv, async ({ run, chip, folder, operations }) => {
    const { base, size, locks } = chip.device.bank.otp;
    const file = (name, ...chunks) => {
      const origin = { source: { file: name, kind: 'ihex' }, line: 1 };
      const image = SparseImage.fromChunks(chunks.map(([address, bytes]) => ({ address, bytes, origin })));
      writeFileSync(join(folder, name), writeIntelHex(image));
      return name;
    };
    const record = Buffer.from('SN-00042');
    const firmware = [0x08000000, Buffer.alloc(64, 0x11)];
    const unit = [[base, record], ...(locks ? [[base + locks.offset + 1, Buffer.alloc(1)]] : [])];
    const good = file('good.hex', firmware, [base, record]);
    const refused = [
      ['twice', [file('twice.hex', ...unit), 'twice.hex'], /is wanted twice/],
      ['overlap', [good, file('overlap.hex', [base + 4, record])], /is wanted twice/],
      [
        'straddle',
        [file('straddle.hex', firmware, [base + size - 8, Buffer.alloc(17, 1)])],
        /9 bytes .* have no place/,
      ],
      ['typo', [file('typo.hex', firmware, [base - 0x400, record])], /8 bytes .* have no place/],
      ['ram', [file('ram.hex', [base, record], [0x20000000, record])], /is neither flash nor OTP/],
    ];
    await mustOtpforge(['export', 'pyocd', '--out', 'pyocd'], { cwd: folder });
    for (const [name, files, reason] of refused) {
      const result = await run('load', target, ['--script', 'pyocd/pyocd_user.py', ...files]);
      assert.notEqual(result.exitCode, 0, `${name}: ${result.output}`);
      assert.match(result.output, reason, name);
      assert.match(result.output, /nothing was written/, name);
      assert.deepEqual(operations, [], name);
    }
    if (locks) {
      const result = await run('load', target, ['--script', 'pyocd/pyocd_user.py', 'twice.hex']);
      assert.notEqual(result.exitCode, 0, result.output);
      assert.match(result.output, /block 1 is empty/);
      assert.deepEqual(operations, []);
    }
    const result = await run('load', target, ['--script', 'pyocd/pyocd_user.py', good]);
    assert.equal(result.exitCode, 0, result.output);
    assert.match(result.output, /8 bytes read back as wanted/);
  });
}

function readProtected({ target, device }, venv) {
  return onChip(
    device,
    venv,
    async ({ run, chip, folder, operations }) => {
      writeFileSync(join(folder, 'otp.bin'), 'SN-00042');
      await mustOtpforge(['export', 'pyocd', '--out', 'pyocd'], { cwd: folder });
      const { base } = chip.device.bank.otp;
      const args = ['--script', 'pyocd/pyocd_user.py', 'otp.bin', '--base-address', `0x${base.toString(16)}`];
      const result = await run('load', target, args);
      assert.notEqual(result.exitCode, 0, result.output);
      assert.match(result.output, /OTP: read protection level 1 is on .*nothing was written/);
      assert.deepEqual(operations, []);
    },
    (chip) => injectFaults(chip, parseFaults('rdp=1')),
  );
}

// The NMI of a double ECC error pends at each reset, and PRIMASK does not hold it back.
function damagedVector({ target, device }, venv) {
  const damage = (chip) => chip.bench.setUnitState(chip.device.bank.flash.base, 'damaged');
  const burn = async ({ run, chip, folder }) => {
    await mustOtpforge(['export', 'pyocd', '--out', 'pyocd'], { cwd: folder });
    const { base } = chip.device.bank.otp;
    writeFileSync(join(folder, 'otp.bin'), 'SN-00042');
    const args = ['--script', 'pyocd/pyocd_user.py', 'otp.bin', '--base-address', `0x${base.toString(16)}`];
    const result = await run('load', target, args);
    assert.equal(result.exitCode, 0, result.output);
    assert.equal(otpOf(chip).toString('latin1', 0, 8), 'SN-00042', result.output);
  };
  return onChip(device, venv, burn, damage);
}

// A vector table and B . as firmware, so that a core that runs has something to do.
function loadLoop(chip) {
  const program = Uint32Array.of(0x20001000, 0x08000009, 0xe7fee7fe);
  chip.bench.poke(chip.device.bank.flash.base, new Uint8Array(program.buffer));
}
