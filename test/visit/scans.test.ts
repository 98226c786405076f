import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { textIn } from '../ledger/tables-support.js';
import { useBenchFolder } from './in-bench.js';

const layout = `format: otpforge.layout/2
bank: stm32f4-otp
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  lot: { offset: 0x20, type: ascii, length: 8 }
`;
const at = useBenchFolder();
const open = () =>
  at.open('F4', layout, '  serial: { sequence: "SN-{n:05}" }\n  lot: { scan: "L[0-9]{7}" }\n');
const scan = (lot: string) => ({ scans: new Map([['lot', lot]]) });

it('refuses a board whose unit has another value than the one scanned', async () => {
  const bench = await open();
  const declined = bench.present('a.chip', { ...scan('L0000111'), confirm: () => false });
  await expect(declined).rejects.toMatchObject({ code: 'DECLINED' });
  const chip = readFileSync(join(at.folder, 'a.chip'));
  const other = {
    ...{ code: 'SCAN_DIFFERS', exitCode: 5, details: { unit: 1, field: 'lot' } },
    message: 'lot: L0000222 was scanned, and unit 1 has L0000111; nothing was written',
  };
  await expect(bench.present('a.chip', scan('L0000222'))).rejects.toMatchObject(other);
  await expect(bench.present('a.chip', scan('L222'))).rejects.toMatchObject({ code: 'SCAN_INVALID' });
  expect(readFileSync(join(at.folder, 'a.chip'))).toEqual(chip);
  const burnt = await bench.present('a.chip', scan('L0000111'));
  expect([burnt.result, textIn(burnt.unit, 'lot')]).toEqual(['verified', 'L0000111']);
  await expect(bench.present('a.chip', scan('L0000222'))).rejects.toMatchObject(other);
  expect(await bench.present('a.chip', scan('L0000111'))).toMatchObject({ result: 'again' });
  expect(await bench.present('a.chip')).toMatchObject({ result: 'again' });
});

it.each([
  ['lott', 'Did you mean lot?'],
  ['serial', 'Scanned are lot.'],
])('takes no scan of %s, and does not reach for the chip', async (field, remedy) => {
  const bench = await open();
  const scans = new Map([...scan('L0000111').scans, [field, 'SN-00009']]);
  await expect(bench.present('a.chip', { scans })).rejects.toMatchObject({
    ...{ code: 'USAGE', remedy, message: expect.stringContaining(`${field} was scanned, and`) },
  });
  expect(existsSync(join(at.folder, 'a.chip'))).toBe(false);
});
