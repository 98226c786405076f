import { type AddressKind, addressText, firstOctet, octetsOf, parseAddress } from './address.js';
import { SourceProblem } from './problem.js';

/** How a range of addresses is written. */
export interface AddressRangeText {
  readonly kind: AddressKind;
  readonly from: string;
  /** The last address, which belongs to it. */
  readonly to: string;
  /** Addresses that one unit takes. */
  readonly step: number;
}

/** A checked range of addresses that units take blocks of `step` from. */
export interface AddressPool {
  readonly kind: AddressKind;
  readonly from: bigint;
  readonly to: bigint;
  readonly step: number;
}

/** Of one unit. */
const mostAddresses = 65_536;

/** Refuses group addresses, a range that runs backwards, and one that its step does not fit. Throws SourceProblem. */
export function addressPool({ kind, from: first, to: last, step }: AddressRangeText): AddressPool {
  const [from, to] = [parseAddress(kind, first), parseAddress(kind, last)];
  const text = (address: bigint) => addressText(kind, address);
  if (!Number.isInteger(step) || step < 1 || step > mostAddresses)
    throw new SourceProblem(`has the step ${step}; it can be 1 to ${mostAddresses}`);
  if (to < from) throw new SourceProblem(`ends with ${text(to)}, before it begins with ${text(from)}`);
  refuseGroups(kind, from, to);
  const isPower = (step & (step - 1)) === 0;
  // A switch of 4 ports finds its addresses by the lowest bits.
  if (isPower && from % BigInt(step) !== 0n)
    throw new SourceProblem(`begins with ${text(from)}, which is not a multiple of its step ${step}`);
  const rest = (to - from + 1n) % BigInt(step);
  if (rest !== 0n)
    throw new SourceProblem(
      `has a size of ${to - from + 1n}, which its step ${step} does not divide; ${endAdvice(from, to, rest, text)}`,
    );
  if (to - from > BigInt(Number.MAX_SAFE_INTEGER)) throw new SourceProblem('has more than 2^53 addresses');
  return { kind, from, to, step };
}

/** How many units a pool serves. */
export function sizeOf({ from, to, step }: AddressPool): number {
  return Number((to - from + 1n) / BigInt(step));
}

/** The first address of a unit's block; undefined behind the end. */
export function addressAt(pool: AddressPool, index: number): string | undefined {
  return blockAt(pool, index)[0];
}

/** All addresses of a unit's block; empty behind the end. */
export function blockAt(pool: AddressPool, index: number): readonly string[] {
  if (!Number.isSafeInteger(index) || index < 0 || index >= sizeOf(pool)) return [];
  const first = pool.from + BigInt(index) * BigInt(pool.step);
  return Array.from({ length: pool.step }, (_, each) => addressText(pool.kind, first + BigInt(each)));
}

/** The block that has an address; undefined for one of another range. Throws SourceProblem for what is not an address. */
export function indexOf(pool: AddressPool, address: string): number | undefined {
  const number = parseAddress(pool.kind, address);
  if (number < pool.from || number > pool.to) return undefined;
  return Number((number - pool.from) / BigInt(pool.step));
}

/** Whether two pools have an address in common. A MAC is an EUI-48. */
export function poolsOverlap(one: AddressPool, other: AddressPool): boolean {
  return octetsOf(one.kind) === octetsOf(other.kind) && one.from <= other.to && other.from <= one.to;
}

// Between two first octets there is always one whose lowest bit is 1.
function refuseGroups(kind: AddressKind, from: bigint, to: bigint): void {
  const [first, last] = [firstOctet(kind, from), firstOctet(kind, to)];
  if (first === last && (first & 1) === 0) return;
  const group = [from, to].find((address) => (firstOctet(kind, address) & 1) === 1);
  throw new SourceProblem(
    group === undefined
      ? `runs from ${addressText(kind, from)} to ${addressText(kind, to)}, and group addresses are between them`
      : `has ${addressText(kind, group)}, a group address, which no unit may have`,
  );
}

function endAdvice(from: bigint, to: bigint, rest: bigint, text: (address: bigint) => string): string {
  return to - rest < from ? 'give it a later end' : `end it with ${text(to - rest)}`;
}
