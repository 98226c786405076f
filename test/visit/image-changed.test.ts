import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { requireUnit } from '../../src/ledger/units/require.js';
import { type Bench, lineOf, openBench } from './bench.js';

let folder = '';
let bench: Bench;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'otpforge-visit-'));
  vi.stubEnv('OTPFORGE_STATE_DIR', join(folder, 'state'));
  bench = await openBench(folder, 'L4');
});
afterEach(async () => {
  await bench.tables.close();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe('a unit whose layout changed after its first visit', () => {
  it.each([
    ['pad: 0x00', 'pad: 0x20', ['serial', 'check']],
    ['algorithm: crc32,', 'algorithm: crc32-mpeg2,', ['check']],
  ])('from %s to %s is refused, naming the fields', async (before, after, fields) => {
    const declined = bench.present('a.chip', { confirm: () => false });
    await expect(declined).rejects.toMatchObject({ code: 'DECLINED' });
    const layout = readFileSync(join(folder, 'otp.yaml'), 'utf8');
    const chip = readFileSync(join(folder, 'a.chip'));
    writeFileSync(join(folder, 'otp.yaml'), layout.replace(before, after));
    await expect(bench.present('a.chip')).rejects.toMatchObject({
      code: 'IMAGE_CHANGED',
      exitCode: 5,
      details: { unit: 1, fields: expect.toSatisfy((found) => new Set(found).size === fields.length) },
      message: expect.toSatisfy((text) => fields.every((field) => text.includes(field))),
    });
    expect(readFileSync(join(folder, 'a.chip'))).toEqual(chip);
    // A refusal leaves the state: the layout of the first visit burns the same values.
    writeFileSync(join(folder, 'otp.yaml'), layout);
    expect(await bench.present('a.chip')).toMatchObject({ result: 'verified', unit: { unit: 1 } });
  });

  it('stays verified where the layout has changed since, and the chip has not', async () => {
    const file = join(folder, 'otp.yaml');
    const layout = readFileSync(file, 'utf8');
    await bench.present('a.chip');
    const chip = readFileSync(join(folder, 'a.chip'));
    writeFileSync(file, layout.replace('length: 16', 'length: 15'));
    await expect(bench.present('a.chip')).rejects.toMatchObject({
      ...{ code: 'IMAGE_CHANGED', exitCode: 5, details: { unit: 1, fields: ['check', 'serial'] } },
    });
    expect(readFileSync(join(folder, 'a.chip'))).toEqual(chip);
    writeFileSync(file, layout);
    expect(await bench.present('a.chip')).toMatchObject({ result: 'again' });
  });

  it('stays verified after its secrets were wiped, which only the chip has', async () => {
    await bench.tables.close();
    const secret = `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  key: { offset: 0x10, type: bytes, length: 16, secret: true }
`;
    const line = lineOf('L4').replace(/ {2}mac: .*/, '  key: { random: 16 }');
    bench = await openBench(folder, 'L4', line, secret);
    await bench.present('a.chip');
    const unit = await bench.tables.in((tx) => requireUnit(tx, 1));
    expect(unit.values.find(({ field }) => field === 'key')).not.toHaveProperty('sealed');
    const chip = readFileSync(join(folder, 'a.chip'));
    writeFileSync(join(folder, 'otp.yaml'), secret.replace('length: 16, pad', 'length: 15, pad'));
    await expect(bench.present('a.chip')).rejects.toMatchObject({
      ...{ code: 'IMAGE_CHANGED', exitCode: 5, details: { unit: 1, fields: ['serial'] } },
    });
    expect(readFileSync(join(folder, 'a.chip'))).toEqual(chip);
    writeFileSync(join(folder, 'otp.yaml'), secret);
    expect(await bench.present('a.chip')).toMatchObject({ result: 'again' });
  });
});
