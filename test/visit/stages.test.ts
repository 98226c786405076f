import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { unitByNumber } from '../../src/ledger/units/find.js';
import { textIn } from '../ledger/tables-support.js';
import { type Bench, lineOf, openBench } from './bench.js';

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

const board = (chip: string) => bench.present(chip, { stage: 'board' });
const inCase = (chip: string) =>
  bench.present(chip, { stage: 'case', scans: new Map([['lot', 'L0000042']]) });
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
