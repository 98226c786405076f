import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../safety/random.js';
import type { ChipFacts } from './facts.js';
import { writeHex } from './hex-file.js';
import type { Order } from './order.js';
import type { Wish } from './wish.js';

/** Image files for another host, and what they ask for all together; nothing where they must not be taken. */
export interface ScriptFiles {
  readonly what: string;
  readonly files: readonly string[];
  readonly otp: ReadonlyMap<number, number> | undefined;
}

/** For a script that is made from one image: the unit, with a typed address in it, or for a board that was used. */
export function scriptFile(
  order: Order,
  wish: Wish,
  random: Random,
): ScriptFiles & { readonly image: string } {
  const { chip, otp, firmware } = wish;
  const kind = random.below(3);
  if (kind !== 0) return { what: kind === 1 ? 'peace' : 'a used board', files: [], image: order.image, otp };
  const image = join(order.folder, 'typo.hex');
  writeFileSync(image, writeHex(new Map([...otp, ...firmware, ...typedAddress(chip, random)])));
  return { what: 'a typed address', files: [], image, otp: undefined };
}

/** The unit alone, or with what people add to a command line by mistake. */
export function scriptFiles(order: Order, wish: Wish, random: Random): ScriptFiles {
  const { chip, otp } = wish;
  const write = (name: string, bytes: ReadonlyMap<number, number>): string => {
    const file = join(order.folder, name);
    writeFileSync(file, writeHex(bytes));
    return file;
  };
  const addresses = [...otp.keys()];
  const first = random.of(
    addresses.filter((address) => !chip.locks || address < chip.otpBase + chip.locks.offset),
  );
  switch (random.below(6)) {
    case 0:
      return { what: 'peace', files: [order.image], otp };
    case 1:
      return { what: 'the same file twice', files: [order.image, order.image], otp };
    case 2: {
      // Another value over a part of the unit: one of the two cannot be had.
      const other = new Map([[first, (otp.get(first) ?? 0) ^ 0x21]]);
      const files = [order.image, write('other.hex', other)];
      return { what: 'two values', files: random.chance(0.5) ? files : files.toReversed(), otp: undefined };
    }
    case 3: {
      const typo = write('typo.hex', typedAddress(chip, random));
      return { what: 'a typed address', files: [order.image, typo], otp: undefined };
    }
    case 4: {
      const part = new Map([...otp].filter(([address]) => address >= first));
      return { what: 'a part of it again', files: [order.image, write('part.hex', part)], otp };
    }
    default:
      return { what: 'a used board', files: [order.image], otp };
  }
}

/** Eight bytes right outside the OTP, or in external flash. */
function typedAddress({ otpBase, otpSize }: ChipFacts, random: Random): ReadonlyMap<number, number> {
  const outside = random.of([otpBase - 8, otpBase + otpSize, 0x90000000]);
  return new Map([...Array(8).keys()].map((index) => [outside + index, index]));
}
