import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadChip, SimulatedChip, saveChip } from '../../src/chip/index.js';
import { fc, runs } from '../support/property.js';
import { deviceOf, newF4, newL4, wordAt } from './support/chips.js';
import { l4, programF4, programL4 } from './support/flash.js';

const folder = await mkdtemp(join(tmpdir(), 'otpforge-chip-'));
afterAll(() => rm(folder, { recursive: true }));

describe('state', () => {
  test('a blank chip costs nothing', () => {
    expect(JSON.stringify(newL4().toState()).length).toBeLessThan(300);
  });

  test('contents come back through JSON', () => {
    const device = deviceOf('STM32F401RE');
    const piece = fc.record({
      offset: fc.integer({ min: 0, max: 0x1ff }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 16 }),
    });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const chip = newF4();
        for (const { offset, bytes } of pieces) {
          chip.bench.poke(0x1fff7800 + offset, bytes);
          chip.bench.poke(0x08000000 + 37 * offset, bytes);
        }
        const copy = SimulatedChip.fromState(JSON.parse(JSON.stringify(chip.toState())), device);
        expect(copy.bench.peek(0x1fff7800, 0x210)).toEqual(chip.bench.peek(0x1fff7800, 0x210));
        expect(copy.bench.peek(0x08000000, 0x8000)).toEqual(chip.bench.peek(0x08000000, 0x8000));
      }),
      { numRuns: runs(30) },
    );
  });

  test('locks, stuck cells, UID, option bytes and the state of units survive; RAM and registers do not', () => {
    const uid = Uint8Array.from({ length: 12 }, (_, index) => 0xa0 + index);
    const f4 = newF4({ uid });
    f4.bench.stickCells(0x1fff7801, 0x0f);
    f4.bench.setHardwareWatchdog(true);
    programF4(f4, 0x1fff7a03, 0);
    f4.writeMemory(0x20000000, new Uint8Array(4));
    const f4Copy = SimulatedChip.fromState(f4.toState(), f4.device);
    expect(f4Copy.readMemory(0x1fff7a10, 12)).toEqual(uid);
    expect(wordAt(f4Copy, 0x40023c14) & (1 << 5)).toBe(0);
    expect(f4Copy.readMemory(0x20000000, 4)).not.toEqual(f4.readMemory(0x20000000, 4));
    expect(programF4(f4Copy, 0x1fff7801, 0)).toBe(0);
    expect(f4Copy.readMemory(0x1fff7801, 1)[0]).toBe(0x0f);
    expect(programF4(f4Copy, 0x1fff7860, 0)).toBe(1 << 4);

    const chip = newL4();
    chip.bench.spendUnit(0x1fff7008);
    chip.bench.poke(0x1fff7010, Uint8Array.of(1));
    chip.bench.setUnitState(0x1fff7010, 'weak');
    chip.bench.setUnitState(0x1fff7018, 'damaged');
    const copy = SimulatedChip.fromState(chip.toState(), chip.device);
    expect(copy.toState()).toEqual(chip.toState());
    expect(programL4(copy, 0x1fff7008, 1, 1)).toBe(1 << 3);
    copy.readMemory(0x1fff7010, 8);
    expect(wordAt(copy, l4.ECCR) >>> 30).toBe(1);
    copy.reset();
    copy.readMemory(0x1fff7018, 8);
    expect(wordAt(copy, l4.ECCR) >>> 30).toBe(2);
  });

  test('a running operation is finished before its contents are taken', () => {
    const chip = newL4();
    programL4(chip, 0x1fff7000, 1, 2);
    chip.writeMemory(0x1fff7008, new Uint8Array(8), 4);
    expect(chip.toState().otp.data).toHaveLength(1);
    expect(chip.bench.peek(0x1fff7008, 8)).toEqual(new Uint8Array(8));
  });
});

describe('file', () => {
  test('a missing file is a blank chip; a saved one comes back', async () => {
    const file = join(folder, 'unit.chip');
    const chip = await loadChip(file, deviceOf('STM32F401RE'));
    programF4(chip, 0x1fff7800, 0x12);
    await saveChip(file, chip);
    const again = await loadChip(file, deviceOf('STM32F401RE'));
    expect(again.readMemory(0x1fff7800, 2)).toEqual(Uint8Array.of(0x12, 0xff));
    expect(JSON.parse(await readFile(file, 'utf8')).format).toBe('otpforge.chip/1');
  });

  test('another device is CHIP_FILE_DEVICE', async () => {
    const file = join(folder, 'f401.chip');
    await saveChip(file, newF4());
    await expect(loadChip(file, deviceOf('STM32F411RE'))).rejects.toMatchObject({
      code: 'CHIP_FILE_DEVICE',
      message: `${file}: the simulated chip is a STM32F401RE, not a STM32F411RE`,
      details: { file, found: 'STM32F401RE', wanted: 'STM32F411RE' },
    });
  });

  test.each([
    ['a newer format', 'FORMAT_TOO_NEW', { format: 'otpforge.chip/2' }],
    ['another file', 'FORMAT_UNKNOWN', { format: 'otpforge.plan/1' }],
    ['a missing part', 'SCHEMA', { otp: undefined }],
    ['a UID that is too long', 'CHIP_FILE_INVALID', { uid: 'AB'.repeat(5000) }],
    ['a UID that is too short', 'CHIP_FILE_INVALID', { uid: 'AB' }],
    ['data outside the OTP', 'CHIP_FILE_INVALID', { otp: { data: [{ offset: 0x20f, base64: 'AAAA' }] } }],
    [
      'a unit on a part without ECC',
      'CHIP_FILE_INVALID',
      { otp: { data: [], units: [{ unit: 0, state: 'weak' }] } },
    ],
  ])('%s is %s', async (_, code, change) => {
    const file = join(folder, `${code}.chip`);
    await writeFile(file, JSON.stringify({ ...newF4().toState(), ...change }));
    await expect(loadChip(file, deviceOf('STM32F401RE'))).rejects.toMatchObject({
      code,
      message: expect.stringContaining(file),
    });
  });
});
