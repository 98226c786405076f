import { describe, expect, it } from 'vitest';
import { f401, l476 } from '../support/banks.js';
import { expectRefusal, refusalText, runTrial, serial, serialText, type Trial } from './support.js';

const F4 = f401.bank.otp.base;
const L4 = l476.bank.otp.base;
const blank = 'FF FF FF FF FF FF FF FF';

/** What is wrong, its code, and what its message names: address, old, new, remedy. */
type Case = readonly [what: string, code: string, trial: Trial, names: readonly string[]];

const locks: readonly Case[] = [
  [
    'a locked block',
    'LOCKED',
    { device: f401, chip: (bench) => bench.setLockByte(0, 0x00) },
    ['0x1FFF7800', 'unit.hex:', 'holds FF, wanted 53', 'block 0 at 0x1FFF7A00 is 00', 'another chip'],
  ],
  [
    'a damaged lock byte',
    'LOCKED',
    { device: f401, chip: (bench) => bench.setLockByte(0, 0x7f) },
    ['0x1FFF7800', 'holds FF, wanted 53', 'at 0x1FFF7A00 is 7F', 'neither 00 nor FF', 'another chip'],
  ],
  [
    'a lock over a damaged lock byte',
    'LOCKED',
    { device: f401, chip: (bench) => bench.setLockByte(0, 0x7f), otp: [[F4 + 0x200, [0x00]]] },
    ['0x1FFF7A00', 'holds 7F, wanted 00', 'neither 00 nor FF', 'another chip'],
  ],
  [
    'a lock byte that is not 00',
    'LOCK_VALUE',
    { device: f401, otp: [[F4 + 0x200, [0x7f]]] },
    ['0x1FFF7A00', 'holds FF, wanted 7F', 'only ever written 00', 'ask for the lock in the layout'],
  ],
  [
    'the lock of an empty block',
    'LOCK_EMPTY',
    { device: f401, otp: [[F4 + 0x203, [0x00]]] },
    ['0x1FFF7A03', 'holds FF, wanted 00', 'lock block 3 forever', '--lock-empty 3'],
  ],
  [
    'a lock that is to be taken back',
    'CONFLICT',
    { device: f401, chip: (bench) => bench.setLockByte(1, 0x00), otp: [[F4 + 0x201, [0xff]]] },
    ['0x1FFF7A01', 'holds 00, wanted FF', 'bits FF', 'Correct the data'],
  ],
];

const data: readonly Case[] = [
  [
    'ones over zeros',
    'CONFLICT',
    { device: f401, chip: (bench) => bench.poke(F4 + 1, Uint8Array.of(0x42)) },
    ['0x1FFF7801', 'holds 42, wanted 4E', 'bits 0C are 0 and can never be 1', 'Correct the data'],
  ],
  [
    'a double word that is programmed',
    'CONFLICT',
    { device: l476, chip: (bench) => bench.poke(L4, Uint8Array.from(serial.with(6, 0x31))) },
    [
      '0x1FFF7000',
      'holds 53 4E 2D 30 30 34 31 00',
      `wanted ${serialText}`,
      'bits 00 00 00 00 00 00 03 00',
      'Correct the data',
    ],
  ],
  [
    'zeros over a double word that is programmed',
    'CONFLICT',
    {
      device: l476,
      chip: (bench) => bench.poke(L4, Uint8Array.from(serial)),
      otp: [[L4, serial.map(() => 0)]],
    },
    [
      '0x1FFF7000',
      `holds ${serialText}`,
      'wanted 00 00 00 00 00 00 00 00',
      'can be programmed only once',
      'Correct the data',
    ],
  ],
  [
    'a part of a double word',
    'PARTIAL',
    { device: l476, otp: [[L4, serial.slice(0, 6)]] },
    [
      '0x1FFF7000',
      `holds ${blank}`,
      'wanted 53 4E 2D 30 30 34 .. ..',
      'missing are 0x1FFF7006, 0x1FFF7007',
      '--fill',
    ],
  ],
  [
    'a double error',
    'DAMAGED',
    { device: l476, chip: (bench) => bench.setUnitState(L4, 'damaged') },
    ['0x1FFF7000', 'holds .. .. .. .. .. .. .. ..', `wanted ${serialText}`, 'double ECC error', 'spare slot'],
  ],
  [
    'a corrected bit',
    'DAMAGED',
    {
      device: l476,
      chip: (bench) => {
        bench.poke(L4, Uint8Array.from(serial));
        bench.setUnitState(L4, 'weak');
      },
    },
    ['0x1FFF7000', `holds ${serialText}, wanted ${serialText}`, 'weak', 'spare slot'],
  ],
  [
    'bytes outside flash and OTP',
    'REGION',
    {
      device: f401,
      otp: [
        [0x20000000, [1, 2, 3, 4]],
        [F4, serial],
      ],
    },
    [
      '0x20000000 to 0x20000003',
      'unit.hex:',
      '0x08000000 to 0x0807FFFF',
      '0x1FFF7800 to 0x1FFF7A0F',
      'out of the image',
    ],
  ],
  [
    'bytes behind the OTP',
    'REGION',
    { device: l476, otp: [[L4 + 0x400, serial]] },
    ['0x1FFF7400 to 0x1FFF7407', '0x1FFF7000 to 0x1FFF73FF', 'out of the image'],
  ],
];

describe('an image that is refused for what it asks', () => {
  it.each([...locks, ...data].map(([what, code, trial, names]) => ({ what, code, trial, names })))(
    '$what: $code, $trial.device.name',
    ({ code, trial, names }) => expectRefusal(trial, code, names),
  );
});

describe('a double word that another tool has programmed with all ones', () => {
  it('reads blank, is found while burning, and is reported as what it is: UNIT_SPENT, exit 6', async () => {
    const run = await runTrial({
      device: l476,
      chip: (bench) => bench.spendUnit(L4 + 8),
      otp: [[L4 + 8, serial]],
    });
    const text = refusalText(run.output, 'UNIT_SPENT');
    for (const name of ['0x1FFF7008', 'reads blank', `wanted ${serialText}`, 'all ones', 'spare slot'])
      expect(text).toContain(name);
    expect(run.exitCode).toBe(6);
    expect(run.chips).toEqual([expect.objectContaining({ otpOperations: 0, refusedOperations: 1 })]);
  });
});
