import { describe, expect, it } from 'vitest';
import { type InFlight, judgeInFlight } from '../../src/burn/in-flight.js';
import { planUnits } from '../../src/burn/index.js';
import { f4, l4 } from '../support/banks.js';
import { contents, imageOf } from '../support/images.js';

const F4 = f4.otp.base;
const L4 = l4.otp.base;
const blockLock = F4 + 0x200;
const serial = [1, 2, 3, 4, 5, 6, 7, 8];
const none = { runs: [], finished: [] };

const cutOff = (...units: [address: number, length: number][]): InFlight => ({
  ...none,
  runs: [{ units: units.map(([address, length]) => ({ address, length })) }],
});

/** The units that are judged anew, as address and state. */
function flagged(
  bank: typeof f4,
  image: ReturnType<typeof imageOf>,
  bytes: Uint8Array,
  inFlight: InFlight,
  { ecc = new Map(), accept = false } = {},
) {
  const otp = { bytes, ecc, readProtection: undefined };
  return judgeInFlight(bank, planUnits(bank, image, bytes, ecc), otp, inFlight, accept)
    .filter(({ reason }) => reason === 'cut-short')
    .map(({ address, state }) => [address, state]);
}

describe('a byte of STM32F4 that an interrupted run may have left half-programmed', () => {
  const image = imageOf([F4, serial], [blockLock, [0]]);
  const run = cutOff([F4, 8], [blockLock, 1]);
  const again = (first: number, last: number) =>
    Array.from({ length: last - first + 1 }, (_, index) => [F4 + first + index, 'burn']);

  it('is any that the run was to burn and that reads equal, and is programmed once more', () => {
    const otp = contents(0x210, [0, serial.slice(0, 5)]);
    expect(flagged(f4, image, otp, run)).toEqual(again(0, 4));
  });

  it('is the lock byte once that is set, and nothing under it', () => {
    const otp = contents(0x210, [0, serial], [0x200, [0]]);
    expect(flagged(f4, image, otp, run)).toEqual([[blockLock, 'burn']]);
  });

  it('is programmed once more, be it accepted as it reads', () => {
    const otp = contents(0x210, [0, serial.slice(0, 5)]);
    expect(flagged(f4, image, otp, run, { accept: true })).toEqual(again(0, 4));
  });

  it('is not a lock byte of another value: nothing but 00 is programmed there', () => {
    const otp = contents(0x210, [0, serial], [0x200, [0x7f]]);
    const wanted = imageOf([blockLock, [0x7f]]);
    const inFlight = { bytes: otp, ecc: new Map(), readProtection: undefined };
    const [unit] = judgeInFlight(f4, planUnits(f4, wanted, otp), inFlight, run, false);
    expect(unit).toMatchObject({ kind: 'lock', state: 'locked', reason: 'lock-byte-is-damaged' });
  });

  it('is none that another run or nobody was to burn', () => {
    const otp = contents(0x210, [0, serial.slice(0, 5)]);
    expect(flagged(f4, image, otp, none)).toEqual([]);
    expect(flagged(f4, image, otp, cutOff([F4 + 0x40, 8]))).toEqual([]);
    expect(flagged(f4, image, contents(0x210), run)).toEqual([]);
  });

  it('is one of any run, whatever came after it', () => {
    const otp = contents(0x210, [0, serial.slice(0, 6)]);
    const runs = [...cutOff([F4, 2]).runs, ...cutOff([F4 + 4, 4]).runs];
    expect(flagged(f4, image, otp, { ...none, runs })).toEqual([...again(0, 1), ...again(4, 5)]);
  });

  it('is none that the loader is known to have finished', () => {
    const otp = contents(0x210, [0, serial.slice(0, 5)]);
    const finished = [{ address: F4 + 2, length: 6 }];
    expect(flagged(f4, image, otp, { ...run, finished })).toEqual(again(0, 1));
  });

  it('keeps the lock of its block from being set while the image does not name it', () => {
    const otp = contents(0x210, [0, serial.slice(0, 5)], [0x20, [9]]);
    const lockOf = (block: number) => imageOf([blockLock + block, [0]]);
    expect(flagged(f4, lockOf(0), otp, run)).toEqual([[blockLock, 'suspect']]);
    expect(flagged(f4, lockOf(1), otp, run)).toEqual([]);
    expect(flagged(f4, lockOf(0), otp, none)).toEqual([]);
    expect(flagged(f4, lockOf(0), otp, run, { accept: true })).toEqual([]);
    const finished = [{ address: F4, length: 8 }];
    expect(flagged(f4, lockOf(0), otp, { ...run, finished })).toEqual([]);
    expect(flagged(f4, image, otp, run)).toEqual(again(0, 4));
  });

  it('stays as it is under a lock that somebody else has set', () => {
    const otp = contents(0x210, [0, serial.slice(0, 5)], [0x200, [0]]);
    expect(flagged(f4, imageOf([F4, serial.slice(0, 5)]), otp, cutOff([F4, 8]))).toEqual([]);
  });
});

describe('a double word of STM32L4 that an interrupted run may have left half-programmed', () => {
  const image = imageOf([L4, serial], [L4 + 8, serial], [L4 + 16, serial]);
  const run = cutOff([L4, 24]);
  const two = contents(0x400, [0, serial], [8, serial]);

  it('is the last that is not blank, and is suspect until it is accepted', () => {
    expect(flagged(l4, image, two, run)).toEqual([[L4 + 8, 'suspect']]);
    expect(flagged(l4, image, two, run, { accept: true })).toEqual([[L4 + 8, 'skip']]);
  });

  it('is found by what the chip holds, whatever the image names', () => {
    expect(flagged(l4, imageOf([L4, serial]), two, run)).toEqual([]);
    expect(flagged(l4, imageOf([L4 + 8, serial]), two, run)).toEqual([[L4 + 8, 'suspect']]);
  });

  it('is none that a later run was to burn, since that found it blank', () => {
    const since = [{ address: L4 + 8, length: 16 }];
    const runs = [...run.runs.map((first) => ({ ...first, since })), ...cutOff([L4 + 8, 16]).runs];
    expect(flagged(l4, image, two, { ...none, runs })).toEqual([
      [L4, 'suspect'],
      [L4 + 8, 'suspect'],
    ]);
    expect(flagged(l4, image, two, { runs, finished: since })).toEqual([[L4, 'suspect']]);
  });

  it('is the damaged one where there is one', () => {
    const ecc = new Map([[L4 + 16, 'damaged' as const]]);
    expect(flagged(l4, image, two, run, { ecc })).toEqual([]);
  });

  it('is none that the loader is known to have finished', () => {
    expect(flagged(l4, image, two, { ...run, finished: [{ address: L4, length: 16 }] })).toEqual([]);
  });
});
