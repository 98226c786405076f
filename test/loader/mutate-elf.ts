/** Random numbers that are the same in every run (xorshift32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 1;
  }

  /** 0 up to, but not including, `end`. */
  below(end: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % Math.max(1, end);
  }

  of<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new Error('nothing to choose from');
    return value;
  }
}

type Mutator = (elf: Uint8Array, dice: Dice) => Uint8Array;

const headerSize = 52;
const segmentSize = 32;
const sectionSize = 40;
const symbolSize = 16;

/** Values at which readers go wrong. */
const edges = [
  0, 1, 2, 3, 4, 7, 8, 16, 0x7f, 0x80, 0xff, 0xfff1, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff,
];

const bitFlips: Mutator = (elf, dice) => {
  for (let count = 1 + dice.below(8); count > 0; count -= 1) {
    const at = dice.below(elf.length);
    elf[at] = (elf[at] ?? 0) ^ (1 << dice.below(8));
  }
  return elf;
};

const truncation: Mutator = (elf, dice) => elf.subarray(0, dice.below(elf.length));

const headerEdit: Mutator = (elf, dice) => setField(elf, 4 + dice.below(headerSize - 4), dice);

const segmentEdit: Mutator = (elf, dice) => {
  const view = viewOf(elf);
  return setField(
    elf,
    tableAt(view, 28) + 4 * dice.below((view.getUint16(44, true) * segmentSize) / 4),
    dice,
  );
};

const sectionEdit: Mutator = (elf, dice) => {
  const view = viewOf(elf);
  return setField(
    elf,
    tableAt(view, 32) + 4 * dice.below((view.getUint16(48, true) * sectionSize) / 4),
    dice,
  );
};

const symbolEdit: Mutator = (elf, dice) => {
  const view = viewOf(elf);
  const sections = tableAt(view, 32);
  const index = dice.below(view.getUint16(48, true));
  const header = sections + index * sectionSize;
  if (header + sectionSize > elf.length) return elf;
  const [offset, size] = [view.getUint32(header + 16, true), view.getUint32(header + 20, true)];
  return setField(elf, offset + symbolSize * dice.below(size / symbolSize) + 4 * dice.below(4), dice);
};

/** A piece of the file over another place, so that one table looks like another. */
const splice: Mutator = (elf, dice) => {
  const length = 1 + dice.below(256);
  elf.copyWithin(dice.below(elf.length), dice.below(elf.length), dice.below(elf.length) + length);
  return elf;
};

const insertion: Mutator = (elf, dice) => {
  const [at, length] = [dice.below(elf.length), 1 + dice.below(64)];
  const noise = Uint8Array.from({ length }, () => dice.below(256));
  return Uint8Array.from([...elf.subarray(0, at), ...noise, ...elf.subarray(at)]);
};

const removal: Mutator = (elf, dice) => {
  const [at, length] = [dice.below(elf.length), 1 + dice.below(64)];
  return Uint8Array.from([...elf.subarray(0, at), ...elf.subarray(at + length)]);
};

export const mutators: readonly (readonly [name: string, mutate: Mutator])[] = [
  ['bit flips', bitFlips],
  ['a truncation', truncation],
  ['edits of the header', headerEdit],
  ['edits of program headers', segmentEdit],
  ['edits of section headers', sectionEdit],
  ['edits of symbols and contents', symbolEdit],
  ['splices', splice],
  ['insertions', insertion],
  ['removals', removal],
];

/** One to three mutations of one kind on a copy of an ELF. */
export function mutated(elf: Uint8Array, mutate: Mutator, dice: Dice): Uint8Array {
  let mutant: Uint8Array = elf.slice();
  for (let count = 1 + dice.below(3); count > 0 && mutant.length > headerSize; count -= 1) {
    mutant = mutate(mutant, dice);
  }
  return mutant;
}

function setField(elf: Uint8Array, at: number, dice: Dice): Uint8Array {
  if (at < 0 || at + 4 > elf.length) return elf;
  const view = viewOf(elf);
  const value = dice.of([
    dice.of(edges),
    elf.length,
    view.getUint32(at, true) + dice.of([-4, -1, 1, 4]),
    dice.below(2 ** 32),
  ]);
  if (dice.below(2) === 0) view.setUint16(at, value, true);
  else view.setUint32(at, value, true);
  return elf;
}

function tableAt(view: DataView, field: number): number {
  return view.getUint32(field, true);
}

function viewOf(elf: Uint8Array): DataView {
  return new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
}
