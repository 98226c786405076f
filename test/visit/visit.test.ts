import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { read } from '../../src/api/read.js';
import { findUnit } from '../../src/ledger/index.js';
import { textIn } from '../ledger/tables-support.js';
import { type Bench, kinds, openBench } from './bench.js';

let folder = '';
let bench: Bench;
let state: string | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'otpforge-visit-'));
  state = process.env.OTPFORGE_STATE_DIR;
  process.env.OTPFORGE_STATE_DIR = join(folder, 'state');
});
afterEach(async () => {
  await bench.tables.close();
  if (state === undefined) delete process.env.OTPFORGE_STATE_DIR;
  else process.env.OTPFORGE_STATE_DIR = state;
  rmSync(folder, { recursive: true, force: true });
});

describe.each(kinds)('a visit of %s', (kind) => {
  it('burns each die with the next values, once', async () => {
    bench = await openBench(folder, kind);
    const first = await bench.present('a.chip');
    expect(first).toMatchObject({ result: 'verified', report: { result: 'done' } });
    expect(textIn(first.unit)).toMatch(/^SN-\d{4}-00001$/);
    const chip = readFileSync(join(folder, 'a.chip'));
    const again = await bench.present('a.chip');
    expect(again).toMatchObject({ result: 'again', unit: { unit: 1 } });
    expect(readFileSync(join(folder, 'a.chip'))).toEqual(chip);
    const second = await bench.present('b.chip');
    expect(textIn(second.unit)).toMatch(/-00002$/);
    expect(textIn(second.unit, 'mac')).toBe('02:00:5E:10:00:01');
  });

  it('keeps the values of a die whose burn was declined', async () => {
    bench = await openBench(folder, kind);
    const declined = bench.present('a.chip', { confirm: () => false });
    await expect(declined).rejects.toMatchObject({ code: 'DECLINED' });
    expect(await stateOf('a.chip')).toBe('reserved');
    expect(textIn((await bench.present('b.chip')).unit)).toMatch(/-00002$/);
    expect(textIn((await bench.present('a.chip')).unit)).toMatch(/-00001$/);
  });

  /** Flash operations of a visit: the firmware's, then those of OTP. */
  const operations = kind === 'F4' ? [8, 18, 19, 30, 43] : [8, 9, 10, 11, 12];
  const cuts = operations.flatMap((n) => ['0.2', '0.5', '0.97'].map((part) => `power@${n}:${part}`));

  it.each(cuts)('goes on with the same values after %s', async (fault) => {
    bench = await openBench(folder, kind);
    await bench.blank('a.chip');
    await expect(bench.present('a.chip', { fault })).rejects.toMatchObject({ exitCode: 7 });
    expect(await stateOf('a.chip')).toBe('failed');
    const next = await bench.present('a.chip').catch((error: unknown) => error);
    // A double word that was cut off is lost, and without a spare slot the unit with it.
    const isLost = kind === 'L4' && (await stateOf('a.chip')) === 'failed';
    if (!isLost) expect(next).toMatchObject({ result: 'verified', unit: { unit: 1 } });
    expect((await bench.present('b.chip')).unit?.unit).toBe(2);
    const serials = await serialsOn('a.chip', 'b.chip');
    expect(serials.at(-1)).toMatch(/-00002$/);
    if (!isLost) expect(serials).toEqual([expect.stringMatching(/-00001$/), expect.anything()]);
  });
});

async function stateOf(chip: string): Promise<string | undefined> {
  const { uid, devId } = await idOf(chip);
  const unit = await bench.tables.in((tx) => findUnit(tx, { uid, devId }));
  return unit?.stages[0]?.state;
}

async function idOf(chip: string) {
  const { chip: found } = await read({ probe: `sim:${bench.device},file=${join(folder, chip)}` });
  return found;
}

async function serialsOn(...chips: readonly string[]) {
  const found = [];
  for (const chip of chips) {
    const { fields } = await read({
      probe: `sim:${bench.device},file=${join(folder, chip)}`,
      layout: join(folder, 'otp.yaml'),
    });
    const serial = fields?.find(({ name }) => name === 'serial');
    if (serial?.state === 'value') found.push(serial.text);
  }
  return found;
}
