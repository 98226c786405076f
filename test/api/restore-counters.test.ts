import { describe, expect, it } from 'vitest';
import { countersOf } from '../../src/api/restore-counters.js';
import type { PoolState } from '../../src/ledger/index.js';
import { parseLine } from '../../src/line/index.js';

const line = parseLine(
  `format: otpforge.line/1
product: controller-c
layout: otp.yaml
device: STM32L476RG
timezone: Europe/Berlin
ledger: sqlite:line.db
values:
  serial: { sequence: "SN-{yy}{ww}-{n:04}", reset: week }
  mac: { pool: macs, from: "02:00:5E:10:00:00", to: "02:00:5E:10:00:0F", step: 2 }
  second: { pool: macs, from: "02:00:5E:10:00:00", to: "02:00:5E:10:00:0F", step: 2 }
`,
  'line.yaml',
);
const now = new Date('2026-11-29T12:00:00Z');
const state = (name: string, period: string, next: number, more: Partial<PoolState> = {}): PoolState => ({
  ...{ name, period, kind: 'sequence', first: 1, step: 1, next },
  ...more,
});
const counter = (
  name: string,
  states: readonly PoolState[],
  ...texts: readonly (readonly [string, string])[]
) => {
  const seen = texts.map(([field, text]) => ({ field, text }));
  return countersOf([line], states, seen, now).find((each) => each.name === name);
};

describe('countersOf', () => {
  it('counts a sequence in its period of now, and in the last one of the ledger', () => {
    const name = 'controller-c/serial';
    const states = [state(name, '2026-W46', 900), state(name, '2026-W47', 21)];
    const found = counter(
      name,
      states,
      ['serial', 'SN-2648-0007'],
      ['identity.serial', 'SN-2647-0030'],
      ['serial', 'SN-2646-0999'],
      ['lot', 'SN-2648-0500'],
    );
    expect(found).toMatchObject({ fields: ['serial'], each: 1 });
    expect(found?.periods.map(({ spec, seen, left }) => [spec.period, seen, left])).toEqual([
      ['2026-W48', 7, 9999],
      ['2026-W47', 10, 9979],
    ]);
  });

  it('counts addresses by units, which take a block for each field', () => {
    const states = [state('macs', '', 4, { kind: 'pool', first: 0, step: 2 })];
    const found = counter('macs', states, ['mac', '02-00-5e-10-00-0A'], ['mac', 'no address']);
    expect(found).toMatchObject({ fields: ['mac', 'second'], each: 4, periods: [{ seen: 2, left: 3 }] });
  });

  it('has the pools of other lines as the ledger knows them', () => {
    const found = counter('other/serial', [state('other/serial', '', 5, { last: 9 })]);
    expect(found).toEqual({
      ...{ name: 'other/serial', fields: [], isStrange: true, each: 1 },
      periods: [
        { spec: { name: 'other/serial', kind: 'sequence', first: 1, step: 1, last: 9 }, left: 5, seen: 0 },
      ],
    });
  });
});
