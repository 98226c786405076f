import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openUnits } from '../../src/ledger/index.js';
import { unitByNumber } from '../../src/ledger/units/find.js';
import { textIn } from '../ledger/tables-support.js';
import type { Bench } from './bench.js';
import { useBenchFolder } from './in-bench.js';

const layout = `format: otpforge.layout/2
bank: stm32f4-otp
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true, when: board }
  lot: { offset: 0x20, type: ascii, length: 8, when: case }
`;
const values = `  serial: { sequence: "SN-{n:05}" }
  lot: { sequence: "L{n:07}" }
`;

const at = useBenchFolder();
const open = () => at.open('F4', layout, values);
const statesOf = async ({ tables }: Bench) =>
  (await tables.in((tx) => unitByNumber(tx, 1)))?.stages.map(({ stage, state }) => `${stage} ${state}`);

it('takes no value for a stage that the layout lacks, and does not touch the chip', async () => {
  const bench = await open();
  await bench.present('a.chip', { stage: 'board' });
  const chip = readFileSync(join(at.folder, 'a.chip'));
  await expect(bench.present('a.chip', { stage: 'cas' })).rejects.toMatchObject({
    ...{ code: 'LAYOUT_STAGE_UNKNOWN', exitCode: 2, remedy: 'Did you mean case?' },
  });
  await expect(bench.present('new.chip', { stage: 'bord' })).rejects.toMatchObject({
    code: 'LAYOUT_STAGE_UNKNOWN',
  });
  expect(await statesOf(bench)).toEqual(['board verified']);
  expect(await bench.tables.in(openUnits)).toEqual([]);
  expect(readFileSync(join(at.folder, 'a.chip'))).toEqual(chip);
  expect(existsSync(join(at.folder, 'new.chip'))).toBe(false);
});

it('burns a die of which nothing was burnt at a stage that the layout lacks by now', async () => {
  const bench = await open();
  const file = join(at.folder, 'otp.yaml');
  writeFileSync(file, layout.replace('when: board', 'when: bord'));
  const declined = bench.present('a.chip', { stage: 'bord', confirm: () => false });
  await expect(declined).rejects.toMatchObject({ code: 'DECLINED' });
  writeFileSync(file, layout);
  const burnt = await bench.present('a.chip', { stage: 'board' });
  expect(burnt).toMatchObject({ result: 'verified', unit: { unit: 1 } });
  expect(textIn(burnt.unit)).toBe('SN-00001');
  expect(await bench.present('a.chip', { stage: 'case' })).toMatchObject({ result: 'verified' });
});

it('gives out no values for all stages at once, and names the stages', async () => {
  const bench = await open();
  const none = { code: 'USAGE', exitCode: 2, remedy: 'Name it with --stage: board, case.' };
  await expect(bench.present('a.chip')).rejects.toMatchObject(none);
  expect(await bench.tables.in((tx) => unitByNumber(tx, 1))).toBeUndefined();
  expect(await bench.present('a.chip', { stage: 'board' })).toMatchObject({ unit: { unit: 1 } });
  await expect(bench.present('a.chip')).rejects.toMatchObject(none);
  expect(await statesOf(bench)).toEqual(['board verified']);
});

it('knows a die that was given out for all stages at once', async () => {
  const bench = await open();
  const file = join(at.folder, 'otp.yaml');
  writeFileSync(file, layout.replaceAll(/, when: \w+/g, ''));
  await bench.present('a.chip');
  writeFileSync(file, layout);
  expect(await bench.present('a.chip')).toMatchObject({ result: 'again', unit: { unit: 1 } });
  await expect(bench.present('a.chip', { stage: 'board' })).rejects.toMatchObject({
    ...{ code: 'USAGE', remedy: 'Present the board without --stage.' },
    message: expect.stringContaining('unit 1 has all stages of'),
  });
  expect(await statesOf(bench)).toEqual([' verified']);
});
