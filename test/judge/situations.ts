import type { Bank } from '../../src/bank/index.js';
import { f4, l4 } from '../support/banks.js';
import type { Situation } from './model.js';

export interface Case {
  readonly bank: Bank;
  readonly situation: Situation;
}

const sizes = [8, 16, 32] as readonly number[] as readonly Bank['otp']['writeUnit'][];

/** Banks of each manner and unit size, with lock bytes and without, and some whose blank bytes are not all ones. */
export const madeUp: readonly Bank[] = [
  f4,
  withOtp(f4, { locks: { ...f4.otp.locks!, count: 8, blockSize: 64 }, size: 0x208 }),
  withOtp(f4, { erasedValue: 0x7f }),
  // No chip has this; the table has an answer for it anyway.
  withOtp(f4, { writeUnit: 8 }),
  ...sizes.flatMap((writeUnit) =>
    (['clear-bits', 'once'] as const).flatMap((rewrite) =>
      [0xff, 0x7f].map((erasedValue) => withOtp(l4, { writeUnit, rewrite, erasedValue })),
    ),
  ),
];

/** Situations of every kind in each bank. */
export const cases: readonly Case[] = madeUp.flatMap((bank) =>
  [...dataSituations(bank), ...lockSituations(bank)].map((situation) => ({ bank, situation })),
);

function* dataSituations({ otp }: Bank): Generator<Situation> {
  const { writeUnit: length, rewrite, erasedValue: erased } = otp;
  const all = (byte: number) => Array<number>(length).fill(byte);
  const at = (bytes: readonly number[], index: number, byte: number) => bytes.with(index, byte);
  const held = [all(erased), at(all(erased), 0, 0x5a), at(all(erased), -1, 0x5a), all(0)];
  for (const old of held) {
    const whole = [
      old,
      all(erased),
      all(0xff),
      all(0),
      at(old, 0, old[0]! & 0x0f),
      at(old, -1, old.at(-1)! & 0x50),
      at(old, 0, old[0]! ^ 0xff),
      at(old, -1, old.at(-1)! | 0xa5),
    ];
    const part = length === 1 ? [] : [0, length - 1].flatMap((gap) => whole.map(without(gap)));
    for (const wanted of [...whole, ...part]) {
      for (const lock of otp.locks ? [0xff, 0, 0x7f] : [undefined]) {
        yield { kind: 'data', rewrite, erased, old, wanted, lock };
      }
      if (!otp.ecc) continue;
      for (const ecc of ['damaged', 'weak'] as const) {
        yield { kind: 'data', rewrite, erased, old, wanted, ecc };
      }
    }
  }
}

function* lockSituations({ otp }: Bank): Generator<Situation> {
  const { locks, writeUnit, rewrite, erasedValue: erased } = otp;
  if (!locks || writeUnit > 1) return;
  for (const have of [0xff, 0, 0x7f]) {
    for (const want of [0xff, 0, 0x7f, 0xaa]) {
      // Data for a block that takes none is refused by itself.
      const inImage = have === 0xff ? (['in-image'] as const) : [];
      for (const block of ['empty', 'named', 'on-chip', ...inImage] as const) {
        yield { kind: 'lock', rewrite, erased, old: [have], wanted: [want], block };
      }
    }
  }
}

function without(gap: number) {
  return (bytes: readonly number[]): (number | undefined)[] =>
    bytes.map((byte, index) => (index === gap ? undefined : byte));
}

function withOtp(bank: Bank, otp: Partial<Bank['otp']>): Bank {
  return { ...bank, otp: { ...bank.otp, ...otp } };
}
