import { type BankLine, ramOf } from '../../bank/index.js';
import { type AddressRange, contains, joinRanges, rangeOf } from '../../range/index.js';
import type { Noise } from './noise.js';

/** RAM at one place. */
export interface RamBlock {
  readonly base: number;
  readonly end: number;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Instruction fetches work; else the memory is on no bus that the core fetches by. */
  readonly executable: boolean;
}

/** The RAM of a line. Memories that touch are one block; an alias is a block over the same bytes. */
export class Ram {
  readonly #first: RamBlock;
  readonly #others: readonly RamBlock[];
  readonly #owners: readonly RamBlock[];

  constructor(line: BankLine) {
    const regions = ramOf(line);
    this.#owners = [true, false].flatMap((executable) =>
      joinRanges(regions.filter((region) => region.executable === executable).map(rangeOf)).map((range) =>
        blockOf(range, new Uint8Array(range.length), executable),
      ),
    );
    const aliases = regions.flatMap(({ base, size, alias, executable }) => {
      if (alias === undefined) return [];
      const owner = this.#ownerOf({ address: base, length: size });
      const bytes = owner.bytes.subarray(base - owner.base, base - owner.base + size);
      return [blockOf({ address: alias, length: size }, bytes, executable)];
    });
    const [first, ...others] = this.#owners;
    if (!first) throw new RangeError(`${line.name} has no RAM`);
    this.#first = first;
    this.#others = [...others, ...aliases];
  }

  /** The block that holds an address. */
  at(address: number): RamBlock | undefined {
    const first = this.#first;
    if (address >= first.base && address < first.end) return first;
    for (const block of this.#others) if (address >= block.base && address < block.end) return block;
    return undefined;
  }

  /** RAM after a power-on: nobody may count on what it holds. */
  scramble(noise: Noise): void {
    for (const { bytes } of this.#owners) noise.fill(new Uint32Array(bytes.buffer));
  }

  #ownerOf(range: AddressRange): RamBlock {
    const owner = this.#owners.find((block) => contains(blockRange(block), range));
    if (!owner) throw new RangeError(`no RAM at ${range.address}`);
    return owner;
  }
}

function blockOf({ address, length }: AddressRange, bytes: Uint8Array, executable: boolean): RamBlock {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return { base: address, end: address + length, bytes, view, executable };
}

function blockRange({ base, bytes }: RamBlock): AddressRange {
  return { address: base, length: bytes.length };
}
