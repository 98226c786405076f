/** What a hex file holds: bytes from an address on, in ascending order. */
export interface Chunk {
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** What a host reads from the loader's FlashDevice. */
export interface Geometry {
  readonly base: number;
  readonly size: number;
  readonly pageSize: number;
  readonly sectorSize: number;
  readonly erasedValue: number;
}

/** A chip with our loader in its RAM, as a host sees both. */
export interface Target {
  readonly geometry: Geometry;
  /** Calls an entry and returns R0. */
  call(entry: string, ...args: readonly number[]): Promise<number>;
  start(entry: string, ...args: readonly number[]): Promise<void>;
  /** Waits for the entry that was started and returns R0. */
  wait(): Promise<number>;
  /** Puts bytes into a page buffer and returns its address; the core may run meanwhile. */
  load(buffer: 0 | 1, bytes: Uint8Array): Promise<number>;
  read(address: number, length: number): Promise<Uint8Array>;
}

export interface Host {
  readonly name: string;
  /** Compares what it filled a page with too, though it never asked what was there. */
  readonly verifiesFill: boolean;
  /** Writes a hex file. Errors: HostError. */
  program(target: Target, hex: readonly Chunk[]): Promise<void>;
}

/** What a user of the host sees as a failure. */
export class HostError extends Error {}

/** The chip does not hold what was meant. */
export class VerifyError extends HostError {}

/** The third argument of Init. */
export const phase = { erase: 1, program: 2, verify: 3 } as const;

export async function must(target: Target, entry: string, ...args: readonly number[]): Promise<void> {
  if ((await target.call(entry, ...args)) !== 0) throw new HostError(`${entry} failed`);
}

/** Init, some work, UnInit; after a failure hosts leave UnInit out. */
export async function during(target: Target, func: number, work: () => Promise<void>): Promise<void> {
  await must(target, 'Init', target.geometry.base, 0, func);
  await work();
  await must(target, 'UnInit', func);
}

export async function programPage(target: Target, { address, bytes }: Chunk): Promise<void> {
  await must(target, 'ProgramPage', address, bytes.length, await target.load(0, bytes));
}

export async function eraseAll(target: Target): Promise<void> {
  await during(target, phase.erase, () => must(target, 'EraseChip'));
}

export async function eraseSectors(target: Target, sectors: readonly Chunk[]): Promise<void> {
  await during(target, phase.erase, async () => {
    for (const { address } of sectors) await must(target, 'EraseSector', address);
  });
}

/** What the chip holds is what was meant. */
export async function verify(target: Target, wanted: readonly Chunk[]): Promise<void> {
  for (const chunk of wanted) {
    if (!(await isHeld(target, chunk)))
      throw new VerifyError(`verify failed at ${chunk.address.toString(16)}`);
  }
}

export async function isHeld(target: Target, { address, bytes }: Chunk): Promise<boolean> {
  return Buffer.compare(await target.read(address, bytes.length), bytes) === 0;
}

export function isErased({ erasedValue }: Geometry, { bytes }: Chunk): boolean {
  return bytes.every((byte) => byte === erasedValue);
}

/**
 * The hex in whole blocks whose absolute addresses are multiples of their size, gaps filled with what is there
 * or with the erased value.
 */
export async function blocksOf(
  target: Target,
  hex: readonly Chunk[],
  size: number,
  fill: 'held' | 'erased',
): Promise<readonly Chunk[]> {
  const blocks = new Map<number, Uint8Array>();
  for (const { address, bytes } of hex) {
    for (const [index, byte] of bytes.entries()) {
      const at = address + index;
      const start = at - (at % size);
      const block = blocks.get(start) ?? (await filled(target, start, size, fill));
      blocks.set(start, block);
      block[at - start] = byte;
    }
  }
  return [...blocks].map(([address, bytes]) => ({ address, bytes })).sort((a, b) => a.address - b.address);
}

async function filled(target: Target, start: number, size: number, fill: 'held' | 'erased') {
  if (fill === 'held') return target.read(start, size);
  return new Uint8Array(size).fill(target.geometry.erasedValue);
}

/** Blocks cut into pieces of a size that divides theirs. */
export function cut(blocks: readonly Chunk[], size: number): readonly Chunk[] {
  return blocks.flatMap(({ address, bytes }) =>
    Array.from({ length: bytes.length / size }, (_, index) => ({
      address: address + index * size,
      bytes: bytes.subarray(index * size, (index + 1) * size),
    })),
  );
}
