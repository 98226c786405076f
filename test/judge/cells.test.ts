import { describe, expect, it } from 'vitest';
import { mutants } from '../../scripts/mutants/index.mjs';
import { lockState } from '../../src/bank/index.js';
import { planUnits } from '../../src/burn/index.js';
import { dataCell, lockCell, shortCells, unitCells } from '../../src/judge/index.js';
import { expectedOf } from '../loader-contract/model.js';
import { f4, l4 } from '../support/banks.js';
import { placed } from './chip.js';
import { verdictOf } from './model.js';
import { type Case, cases } from './situations.js';

describe('the table of judging', () => {
  it('says of every unit what the manuals leave of it', () => {
    for (const each of cases) {
      const { address, otp, image, lockEmpty } = placed(each);
      const ecc = new Map(each.situation.ecc ? [[address, each.situation.ecc]] : []);
      const unit = planUnits(each.bank, image, otp, ecc, lockEmpty).find((one) => one.address === address);
      expect(`${unit?.state}: ${unit?.reason}`, text(each)).toBe(verdictOf(each.situation));
    }
  });

  it('has no cell that no unit comes to', () => {
    expect([...new Set(cases.map(cellOf))].toSorted()).toEqual(Object.keys(unitCells).toSorted());
  });

  it('has a mutant for each cell', () => {
    const names = [...Object.keys(unitCells), ...Object.keys(shortCells)];
    const flipped = mutants.filter(({ file }) => file === 'src/judge/cells.ts').map(({ find }) => find);
    expect(flipped.map((line) => line.split("'")[1])).toEqual(names);
  });

  it('burns what the loader burns, and refuses what it refuses', () => {
    const whole = cases.filter(
      ({ bank, situation: { ecc, wanted } }) =>
        (bank === f4 || bank === l4) && !ecc && !wanted.includes(undefined),
    );
    for (const each of whole) {
      const { address, otp, image } = placed(each);
      const { base, writeUnit } = each.bank.otp;
      const bytes = image.read(address, writeUnit)!;
      const { reasons, units } = expectedOf(each.bank, otp, [{ offset: address - base, bytes }]);
      const loader = reasons.size > 0 ? 'refused' : units.length > 0 ? 'burn' : 'skip';
      // A loader sees no empty block; and it does not read what all ones are wanted of.
      const expected = bytes.every((byte) => byte === 0xff) ? 'skip' : ofLoader(verdictOf(each.situation));
      expect(loader, text(each)).toBe(expected);
    }
  });
});

function ofLoader(verdict: string): string {
  if (verdict === 'conflict: block-is-empty') return 'burn';
  return /^(skip|burn)/.exec(verdict)?.[0] ?? 'refused';
}

function cellOf({ bank: { otp }, situation }: Case): string {
  const { kind, old, wanted, lock, block, ecc } = situation;
  if (ecc) return `ecc: ${ecc}, any`;
  if (kind === 'lock') return lockCell(otp.locks!, old, wanted, block === 'empty');
  return dataCell(otp, otp.locks ? lockState(otp.locks, lock) : 'open', old, wanted);
}

function text({ bank: { otp }, situation }: Case): string {
  return JSON.stringify({ unit: otp.writeUnit, ...situation });
}
