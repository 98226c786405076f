import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { read } from '../../src/api/read.js';
import { OtpforgeError } from '../../src/errors/index.js';
import { findUnit, openUnits } from '../../src/ledger/index.js';
import { scrap } from '../../src/ledger/units/scrap.js';
import type { VisitLedger } from '../../src/visit/index.js';
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
  const operations = kind === 'F4' ? [8, 19, 43] : [8, 10, 12];
  const cuts = operations.flatMap((n) => ['0.2', '0.97'].map((part) => `power@${n}:${part}`));

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

describe('a visit', () => {
  it('gives no value to another chip than the line’s, or to one that cannot be read', async () => {
    bench = await openBench(folder, 'L4');
    await bench.blank('a.chip');
    const other = await bench.present('a.chip', { fault: 'dev-id=0x413' });
    expect(other).toMatchObject({ result: 'refused', refusals: [{ code: 'DEV_ID' }] });
    await expect(bench.present('a.chip', { fault: 'rdp=1' })).rejects.toMatchObject({
      code: 'UNIT_UNREADABLE',
      message: expect.stringMatching(
        /does not let its OTP be read: read protection level 1 .*unknown to the ledger/,
      ),
    });
    expect(await bench.tables.in(openUnits)).toEqual([]);
  });

  it('whose outcome the ledger did not take is settled by the journal', async () => {
    bench = await openBench(folder, 'L4');
    const lost = bench.present('a.chip', { ledger: without(isClaimed), retryPauseMs: 1 });
    await expect(lost).rejects.toMatchObject({ code: 'NOT_RECORDED', exitCode: 7 });
    expect(await stateOf('a.chip')).toBe('burning');
    expect(await bench.present('a.chip')).toMatchObject({ result: 'again', unit: { unit: 1 } });
    expect(await stateOf('a.chip')).toBe('verified');
  });

  it('fails a unit whose run was cut off without a word, once no slot is left for it', async () => {
    bench = await openBench(folder, 'L4');
    const lost = bench.present('a.chip', {
      ...{ fault: 'power@12:0.9', ledger: without(isClaimed), retryPauseMs: 1, note: () => {} },
    });
    await expect(lost).rejects.toMatchObject({ exitCode: 7 });
    expect(await stateOf('a.chip')).toBe('burning');
    const refused = { result: 'refused', unit: { unit: 1 } };
    expect(await bench.present('a.chip')).toMatchObject(refused);
    expect(await stateOf('a.chip')).toBe('failed');
    expect(await bench.present('a.chip')).toMatchObject(refused);
  });

  it('that was scrapped meanwhile does not become verified', async () => {
    bench = await openBench(folder, 'L4');
    let isScrapped = false;
    const { transaction } = bench.ledger;
    const ledger: VisitLedger = {
      ...bench.ledger,
      transaction: async (work) => {
        if (isClaimed() && !isScrapped) {
          isScrapped = true;
          await transaction((tx) => scrap(tx, 1, 'fell down'));
        }
        return transaction(work);
      },
    };
    await expect(bench.present('a.chip', { ledger })).rejects.toMatchObject({ code: 'NOT_RECORDED' });
    expect(await stateOf('a.chip')).toBe('scrapped');
    await expect(bench.present('a.chip')).rejects.toMatchObject({ code: 'UNIT_SCRAPPED' });
  });

  it('burns one of two dies that have one unique ID, whichever claims it first', async () => {
    bench = await openBench(folder, 'L4');
    await bench.blank('a.chip');
    copyFileSync(join(folder, 'a.chip'), join(folder, 'clone.chip'));
    let go = () => {};
    const bothPlanned = new Promise<void>((resolve) => {
      go = resolve;
    });
    let planned = 0;
    const confirm = async () => {
      planned += 1;
      if (planned === 2) go();
      await bothPlanned;
      return true;
    };
    const ends = await Promise.allSettled([
      bench.present('a.chip', { confirm }),
      bench.present('clone.chip', { confirm, slot: '2' }),
    ]);
    expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(ends.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'UNIT_BUSY' } });
    expect(await serialsOn('a.chip', 'clone.chip')).toHaveLength(1);
  });

  it('does not verify a unit whose chip is another one after the burn', async () => {
    bench = await openBench(folder, 'L4');
    await bench.blank('a.chip');
    await expect(bench.present('a.chip', { fault: 'moving-uid' })).rejects.toMatchObject({
      exitCode: expect.toSatisfy((code) => code === 5 || code === 6),
    });
    expect(await serialsOn('a.chip')).toEqual([]);
  });
});

const isClaimed = () => bench.tables.events.some(({ kind }) => kind === 'claim');

/** The ledger of the bench, which is gone from some moment on. */
function without(isGone: () => boolean): VisitLedger {
  return {
    ...bench.ledger,
    transaction: async (work) => {
      if (isGone()) throw new OtpforgeError('LEDGER_UNAVAILABLE', { message: 'the ledger is gone' });
      return bench.ledger.transaction(work);
    },
  };
}

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
