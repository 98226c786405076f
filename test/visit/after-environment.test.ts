import { expect, it } from 'vitest';
import { parseLayout } from '../../src/layout/index.js';
import type { KnownUnit, KnownValue } from '../../src/ledger/index.js';
import { parseLine } from '../../src/line/index.js';
import { afterEnvironment } from '../../src/visit/after-environment.js';
import { useBanks } from '../layout/banks.js';
import { lineOf } from './bench.js';

const banks = useBanks();
const line = parseLine(lineOf('L4'), '/line/line.yaml');

function environment(fields: string, values: readonly (Partial<KnownValue> & { readonly field: string })[]) {
  const layout = parseLayout(
    `format: otpforge.layout/2\nbank: stm32l4-otp\nfill: 0\nfields:\n${fields}`,
    'otp.yaml',
    banks.l4,
  );
  const common = { stage: '', source: 'scan', unique: false, scope: 's', mac: new Uint8Array(1) } as const;
  const unit: KnownUnit = {
    ...{ unit: 42, product: 'controller-c', die: { devId: 0x415, uid: '0011' }, generation: 1 },
    ...{ stages: [], values: values.map((value) => ({ ...common, ...value })), scrapped: false },
  };
  return afterEnvironment({ line, layout, stage: 'final', slot: '2' }, unit);
}

it('names the die, its unit, and its public values', () => {
  const fields = `  serial: { offset: 0, type: ascii, length: 8, unique: true }
  hwRev: { offset: 8, type: u8 }
  key: { offset: 16, type: bytes, length: 16, secret: true }
`;
  const found = environment(fields, [
    { field: 'hwRev', text: '7' },
    { field: 'key', sealed: Uint8Array.of(1, 2, 3) },
    { field: 'serial', text: 'SN-1', unique: true },
  ]);
  expect(found).toEqual({
    OTPFORGE_UID: '0011',
    OTPFORGE_UNIT: '42',
    OTPFORGE_PRODUCT: 'controller-c',
    OTPFORGE_DEVICE: 'STM32L476RG',
    OTPFORGE_STAGE: 'final',
    OTPFORGE_SLOT: '2',
    OTPFORGE_SERIAL: 'SN-1',
    OTPFORGE_VALUE_SERIAL: 'SN-1',
    OTPFORGE_VALUE_HWREV: '7',
  });
});

it('takes the first unique public field of the layout for the serial, and no field that is secret by now', () => {
  const fields = `  key: { offset: 0, type: bytes, length: 8, secret: true, unique: true }
  number: { offset: 8, type: ascii, length: 8, unique: true }
  board: { offset: 16, type: ascii, length: 8, unique: true }
`;
  const found = environment(fields, [
    { field: 'board', text: 'B-1', unique: true },
    { field: 'key', text: '0011223344556677', unique: true },
    { field: 'number', text: 'N-1', unique: true },
  ]);
  expect(found.OTPFORGE_SERIAL).toBe('N-1');
  expect(JSON.stringify(found)).not.toContain('0011223344556677');
});

it('has no variable for fields whose names would be one', () => {
  const fields = `  ab: { offset: 0, type: u8 }
  aB: { offset: 1, type: u8 }
  c: { offset: 2, type: u8 }
`;
  const found = environment(fields, [
    { field: 'ab', text: '1' },
    { field: 'aB', text: '2' },
    { field: 'c', text: '3' },
  ]);
  expect(Object.keys(found).filter((name) => name.startsWith('OTPFORGE_VALUE'))).toEqual([
    'OTPFORGE_VALUE_C',
  ]);
  expect('OTPFORGE_SERIAL' in found).toBe(false);
});
