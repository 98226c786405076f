import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { unitByNumber } from '../../src/ledger/units/find.js';
import { textIn } from '../ledger/tables-support.js';
import { type Bench, lineOf, openBench } from './bench.js';
import { orders } from './orders.js';
import { visitor } from './visitor.js';

const layout = `format: otpforge.layout/2
bank: stm32f4-otp
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true, when: board }
  mac: { offset: 0x10, type: mac, when: board }
  lot: { offset: 0x20, type: ascii, length: 8, when: case }
`;

let folder = '';
let bench: Bench;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'otpforge-visit-'));
  vi.stubEnv('OTPFORGE_STATE_DIR', join(folder, 'state'));
  const line = `${lineOf('F4').replace('firmware: fw.hex\n', '')}  lot: { scan: "L[0-9]{7}" }\n`;
  bench = await openBench(folder, 'F4', line);
  writeFileSync(join(folder, 'otp.yaml'), layout);
});
afterEach(async () => {
  await bench.tables.close();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

type Options = Parameters<Bench['present']>[1];
const board = (chip: string, more: Options = {}) => bench.present(chip, { stage: 'board', ...more });
const inCase = (chip: string, more: Options = {}) =>
  bench.present(chip, { stage: 'case', scans: new Map([['lot', 'L0000042']]), ...more });
const statesOf = async () =>
  (await bench.tables.in((tx) => unitByNumber(tx, 1)))?.stages.map(({ state }) => state);

describe('a die that is burnt in two stages', () => {
  it('gets the values of each once', async () => {
    const first = await board('a.chip');
    expect(first).toMatchObject({ result: 'verified', unit: { unit: 1 } });
    const second = await inCase('a.chip');
    expect(second).toMatchObject({ result: 'verified', unit: { unit: 1 } });
    expect(textIn(second.unit)).toBe(textIn(first.unit));
    expect(textIn(second.unit, 'lot')).toBe('L0000042');
    expect(await statesOf()).toEqual(['verified', 'verified']);
    const chip = readFileSync(join(folder, 'a.chip'));
    expect(await board('a.chip')).toMatchObject({ result: 'again' });
    expect(await inCase('a.chip')).toMatchObject({ result: 'again' });
    expect(readFileSync(join(folder, 'a.chip'))).toEqual(chip);
  });

  it('is told at the second from a blank one that has its unique ID', async () => {
    await bench.blank('a.chip');
    copyFileSync(join(folder, 'a.chip'), join(folder, 'clone.chip'));
    await board('a.chip');
    const clone = readFileSync(join(folder, 'clone.chip'));
    await expect(inCase('clone.chip')).rejects.toMatchObject({ code: 'UID_TWICE', exitCode: 5 });
    expect(readFileSync(join(folder, 'clone.chip'))).toEqual(clone);
    expect(await statesOf()).toEqual(['verified']);
    expect(await inCase('a.chip')).toMatchObject({ result: 'verified' });
  });
});

describe('a die whose first stage somebody else burnt', () => {
  it('gets its unit and the values of the next stage in one visit', async () => {
    await board('a.chip');
    await bench.tables.in(async (tx) => {
      await tx.run('UPDATE unit SET uid = NULL, dev_id = NULL');
      await tx.run("UPDATE stage SET state = 'exported', run = NULL, claim = NULL, burnt = 0");
    });
    expect(await inCase('a.chip')).toMatchObject({ result: 'verified', unit: { unit: 1 } });
    expect(await statesOf()).toEqual(['bound', 'verified']);
  });
});

describe('two dies with one unique ID at two stages', () => {
  const chipOf = (name: string) => readFileSync(join(folder, `${name}.chip`), 'utf8');
  /** X at the first stage, and Y at the second one. */
  const begin = () => ({
    X: visitor(bench.ledger, (ledger, confirm) => board('X.chip', { ledger, confirm, slot: '1' })),
    Y: visitor(bench.ledger, (ledger, confirm) => inCase('Y.chip', { ledger, confirm, slot: '2' })),
  });
  beforeEach(async () => {
    await bench.blank('X.chip');
    copyFileSync(join(folder, 'X.chip'), join(folder, 'Y.chip'));
  });

  it.each(orders)('are burnt once in the order %s of X and Y', async (order) => {
    const blank = chipOf('X');
    const visits = begin();
    for (const name of order.replaceAll('A', 'X').replaceAll('B', 'Y'))
      await visits[name as 'X' | 'Y'].step();
    const ends = await Promise.allSettled([visits.X.end, visits.Y.end]);
    const burnt = [chipOf('X'), chipOf('Y')].map((chip) => chip !== blank);
    expect(ends.map(({ status }) => status === 'fulfilled')).toEqual(burnt);
    expect(burnt.filter((is) => is)).toHaveLength(1);
    const [end] = ends.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(end).toMatchObject({ code: expect.stringMatching(/^(UNIT_BUSY|UID_TWICE)$/), exitCode: 5 });
    expect((await statesOf())?.filter((state) => state === 'verified')).toHaveLength(1);
  });

  it('are told apart while one is burnt, by station, slot and stage', async () => {
    const { X, Y } = begin();
    await X.step();
    await X.step();
    await Y.step();
    await expect(Y.end).rejects.toMatchObject({
      code: 'UNIT_BUSY',
      message: expect.stringContaining('station bench 1, slot 1 is busy with this die at stage board'),
    });
    await X.step();
    expect(await X.end).toMatchObject({ result: 'verified' });
    expect(await statesOf()).toEqual(['verified']);
  });

  it('are burnt once where both stages had their values before', async () => {
    const declined = { code: 'DECLINED' };
    await expect(board('X.chip', { confirm: () => false })).rejects.toMatchObject(declined);
    await expect(inCase('X.chip', { confirm: () => false })).rejects.toMatchObject(declined);
    const blank = chipOf('Y');
    const { X, Y } = begin();
    await X.step();
    await Y.step();
    await X.step();
    await X.step();
    expect(await X.end).toMatchObject({ result: 'verified' });
    await Y.step();
    await expect(Y.end).rejects.toMatchObject({ code: 'UNIT_BUSY', exitCode: 5 });
    expect(chipOf('Y')).toBe(blank);
    expect(await statesOf()).toEqual(['verified', 'reserved']);
  });
});
