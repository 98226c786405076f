import { type ChipState, SimulatedChip } from '../../src/chip/index.js';
import { type ChipServer, startChipServer } from '../../src/server/index.js';
import { deviceOf } from '../chip/support/chips.js';
import type { Random } from '../safety/random.js';
import { type ChipCells, chipCells } from './chip-file.js';
import type { ChipFacts } from './facts.js';

/** A simulated board on the bench, which a hostile bench can swap or change under a running command. */
export interface Board {
  readonly chip: SimulatedChip;
  readonly facts: ChipFacts;
  /** What its chip file would hold now. */
  cells(): ChipCells;
  state(): ChipState;
}

export function newBoard(facts: ChipFacts, random: Random): Board {
  const device = deviceOf(facts.device);
  const chip = SimulatedChip.create(device, { uid: random.bytes(device.bank.identity.uidSize) });
  return { chip, facts, cells: () => chipCells(chip.toState(), facts), state: () => chip.toState() };
}

/** Another board is in the slot from now on. */
export function swapBoard({ chip }: Board, random: Random): void {
  chip.bench.setUid(random.bytes(chip.device.bank.identity.uidSize));
}

/** Somebody else programs cells that read blank: some bytes, or a lock byte where there are any. */
export function changeCells(
  { chip, facts }: Board,
  random: Random,
  taken: ReadonlyMap<number, number>,
): void {
  const { otpBase, otpSize, writeUnit, locks } = facts;
  const open = locks
    ? Array.from({ length: locks.count }, (_, block) => block).filter(
        (block) => !taken.has(otpBase + locks.offset + block),
      )
    : [];
  if (open.length > 0 && random.chance(0.3)) {
    chip.bench.setLockByte(random.of(open), 0);
    return;
  }
  const end = locks ? locks.offset : otpSize;
  const isFree = (address: number) =>
    Array.from({ length: writeUnit }, (_, index) => address + index).every(
      (at) => !taken.has(at) && chip.bench.peek(at, 1)[0] === 0xff,
    );
  const free = Array.from({ length: end / writeUnit }, (_, unit) => otpBase + unit * writeUnit).filter(
    isFree,
  );
  chip.bench.poke(
    random.of(free),
    Uint8Array.from({ length: writeUnit }, () => random.below(255)),
  );
}

/** Serves a board while some work goes on. */
export async function withServer<T>(
  { chip }: Board,
  work: (ports: ChipServer['ports']) => Promise<T>,
  ports: Parameters<typeof startChipServer>[1]['ports'] = { gdb: 0 },
): Promise<T> {
  const defects: unknown[] = [];
  const server = await startChipServer(chip, { ports, failed: (error) => defects.push(error) });
  const result = await work(server.ports).finally(() => server.close());
  if (defects.length > 0) throw defects[0];
  return result;
}
