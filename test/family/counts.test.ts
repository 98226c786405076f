import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isSector, listDevices } from '../../src/bank/index.js';
import { familyRecords, findFamily, listedDevices } from '../../src/family/index.js';
import { allBanks } from '../support/banks.js';

interface Counts {
  readonly families: Readonly<Record<string, number>>;
  readonly notYet: Readonly<Record<string, number>>;
}

const { families, notYet }: Counts = JSON.parse(readFileSync('test/family/counts.json', 'utf8'));
const served = listDevices(allBanks).filter(({ bank }) => !isSector(bank));

/** The devices of a family: those of its banks, else those of its record. */
function devicesOf(family: string): readonly string[] {
  const own = served.filter(({ bank }) => bank.family === family).map(({ name }) => name);
  const record = familyRecords().find((each) => each.family === family);
  return own.length > 0 || !record ? own : listedDevices(record);
}

describe('the devices of all families with OTP in flash', () => {
  it('are 857 in the committed counts', () => {
    expect(Object.values(families).reduce((sum, count) => sum + count, 0)).toBe(857);
  });

  it.each(Object.entries({ ...families, ...notYet }))(
    'of %s are %i, in banks or records',
    (family, count) => {
      const devices = devicesOf(family);
      expect(new Set(devices).size).toBe(count);
      const explained = devices.filter(
        (name) => served.some((each) => each.name === name) || findFamily(name),
      );
      expect(explained).toEqual(devices);
    },
  );

  it('that banks have are of those families alone', () => {
    expect([...new Set(served.map(({ bank }) => bank.family))].filter((family) => !families[family])).toEqual(
      [],
    );
  });

  it('are not served where the counts say so', () => {
    const devices = Object.keys(notYet).flatMap(devicesOf);
    expect(devices.map((name) => findFamily(name)?.answer)).toEqual(devices.map(() => 'not-yet'));
  });
});
