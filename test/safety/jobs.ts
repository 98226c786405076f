import { type Bank, type Device, isSector } from '../../src/bank/index.js';
import type { SimulatedChip } from '../../src/chip/index.js';
import { decodeLayout, encodeLayout, unitDataFromObject } from '../../src/layout/index.js';
import { slotLayout } from '../layout/slot-layout.js';
import { imageOf } from '../support/images.js';
import { type Job, jobOf } from './rig.js';

const FLASH = 0x08000000;
/** Never FF, so that every byte is an operation. */
const ramp = (length: number, seed = 0): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (index * 37 + seed * 11 + 5) & 0x7f);

export interface NamedJob {
  readonly name: string;
  readonly job: Job;
}

/**
 * A blank, a partly used and a nearly full bank, with firmware, data, and locks where there are any. Where there is
 * ECC, the partly used one has a weak unit that the image does not touch, so that the driver must look at every unit
 * by itself; `healthy` leaves it out.
 */
export async function jobsFor(device: Device, healthy = false): Promise<readonly NamedJob[]> {
  const { base, locks } = device.bank.otp;
  const parts = locks ? clearBitsParts(locks) : isSector(device.bank) ? sectorParts : onceParts(device.bank);
  const jobs = await Promise.all(
    parts.map(async ({ name, firmware, data, prepare }) => {
      const image = imageOf(
        [FLASH, ramp(firmware, 9)],
        ...data.map(([offset, bytes]) => [base + offset, bytes] as const),
      );
      const job = await jobOf(device, image, (chip) => {
        prepare(chip, base);
        if (device.bank.otp.ecc && name === 'partly used bank' && !healthy && !isSector(device.bank))
          chip.bench.setUnitState(base + spentAt(device.bank) + device.bank.otp.writeUnit, 'weak');
      });
      return { name: `${device.bank.family}, ${name}`, job };
    }),
  );
  return [...jobs, await slotJob(device)];
}

/** A serial in the first of two slots; the second is there for a unit that a cut has cost. */
async function slotJob(device: Device): Promise<NamedJob> {
  const layout = slotLayout(device.bank, 2);
  const serial = 0x12345678;
  const key = '00112233445566778899AABBCCDDEE';
  const encoded = (slot: number) =>
    encodeLayout(layout, unitDataFromObject({ serial, key }, 'unit.json'), { slot }).image;
  const job = await jobOf(device, encoded(1), () => {}, {
    image: encoded(2),
    holds: (read) =>
      decodeLayout(layout, read).some(({ name, value }) => name === 'serial' && value === serial),
  });
  return { name: `${device.bank.family}, two slots`, job };
}

type Locks = NonNullable<Bank['otp']['locks']>;

interface Parts {
  readonly name: string;
  readonly firmware: number;
  readonly data: readonly (readonly [offset: number, bytes: Iterable<number>])[];
  readonly prepare: (chip: SimulatedChip, base: number) => void;
}

const half = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte | 0xaa);

// One byte a unit, a lock byte for each of 16 blocks.
const clearBitsParts = ({ offset: locks, blockSize: block }: Locks): readonly Parts[] => [
  {
    name: 'blank bank',
    firmware: 12,
    data: [
      [0, ramp(32)],
      [locks, [0]],
    ],
    prepare: () => {},
  },
  {
    name: 'partly used bank',
    firmware: 4,
    data: [
      // Block 2 holds a part of it, block 3 some of the bits; block 5 is new; block 1 is locked and equal.
      [block, ramp(8, 1)],
      [2 * block, ramp(16, 2)],
      [3 * block, ramp(8, 3)],
      [5 * block + 3, ramp(3, 4)],
      [locks + 2, [0]],
      [locks + 3, [0]],
    ],
    prepare: (chip, base) => {
      chip.bench.poke(base + block, ramp(32, 1));
      chip.bench.setLockByte(1, 0);
      chip.bench.poke(base + 2 * block, ramp(6, 2));
      chip.bench.poke(base + 3 * block, half(ramp(8, 3)));
      chip.bench.poke(base + 5 * block, Uint8Array.of(1, 2, 3));
    },
  },
  {
    name: 'nearly full bank',
    firmware: 0,
    data: [
      [locks - 16, ramp(16, 5)],
      [locks + 15, [0]],
    ],
    prepare: (chip, base) => {
      chip.bench.poke(base, new Uint8Array(locks - 16));
      for (let block = 0; block < 15; block += 1) chip.bench.setLockByte(block, 0);
    },
  },
];

/** Where a partly used bank has a unit that all ones have spent. */
const spentAt = ({ otp }: Bank): number => Math.max(otp.size / 2, 0x180);

// Double words or quad-words that are written once.
function onceParts(bank: Bank): readonly Parts[] {
  const { size, writeUnit: unit } = bank.otp;
  const [long, short] = [Math.ceil(40 / unit) * unit, Math.ceil(24 / unit) * unit];
  return [
    { name: 'blank bank', firmware: 19, data: [[0, ramp(96)]], prepare: () => {} },
    {
      name: 'partly used bank',
      firmware: 8,
      data: [
        [0x40, ramp(long, 1)],
        [0x100, ramp(short, 2)],
      ],
      prepare: (chip, base) => {
        chip.bench.poke(base, ramp(0x40));
        chip.bench.poke(base + 0x40 + unit, ramp(long, 1).slice(unit, 2 * unit));
        chip.bench.poke(base + 0x80, new Uint8Array(0x80));
        chip.bench.poke(base + 0x100 + short, ramp(unit, 3));
        chip.bench.spendUnit(base + spentAt(bank));
      },
    },
    {
      name: 'nearly full bank',
      firmware: 0,
      data: [[size - 64, ramp(64, 4)]],
      prepare: (chip, base) => chip.bench.poke(base, new Uint8Array(size - 64)),
    },
  ];
}

/**
 * Flash words of a sector that are written once until an erase. Its end is far from its start, and a damaged word makes
 * the driver look for its borders.
 */
const sectorParts: readonly Parts[] = [
  { name: 'blank sector', firmware: 32, data: [[0, ramp(96)]], prepare: () => {} },
  {
    name: 'partly used sector',
    firmware: 0,
    data: [
      [0x40, ramp(64, 1)],
      [0x1ffe0, ramp(32, 2)],
    ],
    prepare: (chip, base) => {
      chip.bench.poke(base, ramp(0x40));
      chip.bench.poke(base + 0x60, ramp(64, 1).slice(32));
      chip.bench.setUnitState(base + 0x1000, 'damaged');
    },
  },
];
