import { type Device, isSector } from '../../src/bank/index.js';
import { type FlashOperation, SimulatedChip } from '../../src/chip/index.js';
import { hex32 } from '../../src/text/hex.js';
import type { Attempt, Job } from './rig.js';

/** What became of a run that was interrupted, after the same command ran again. */
export interface Verdict {
  /**
   * finished: the command says so, and the cells are programmed in full.
   * reported: the unit that was being programmed is beyond repair, and the command names it.
   * suspect: it may be, and the command refused to trust it until it was told to; then it finished.
   * saved: either, but a spare slot of the layout took its place.
   * unproven: the command says finished, and all read right, but the word of main flash that was being programmed at
   * the cut has less charge than it should; no read can tell, and it can be erased and programmed again at any time.
   */
  readonly outcome: 'finished' | 'reported' | 'suspect' | 'saved' | 'unproven' | 'wrong';
  /** Of a wrong one. */
  readonly reason?: string;
}

/** Judges the chip, not what the command says of it. `cuts` are the operations that were last begun before a cut. */
export function judge(
  job: Job,
  chip: SimulatedChip,
  last: Attempt,
  cuts: readonly FlashOperation[],
): Verdict {
  const damage = damageOf(job, chip, cuts);
  if (damage) return { outcome: 'wrong', reason: damage };
  const isDone = last.report && last.report.result !== 'refused';
  if (isDone) return judgeDone(job, chip, cuts);
  const named = cuts.filter((cut) => cut.area === 'otp' && namesUnit(last, cut, job));
  if (named.some((cut) => isBeyondRepair(job, chip, cut))) return { outcome: 'reported' };
  const which = named[0]
    ? `could finish ${hex32(named[0].address)}`
    : 'does not finish for a unit that was cut';
  return { outcome: 'wrong', reason: `${which}: ${text(last)}` };
}

/** A unit that the image does not name, or a bit that it does not clear, has changed; undefined when none has. */
export function damageOf(
  { device, start, image }: Job,
  chip: SimulatedChip,
  cuts: readonly FlashOperation[],
): string | undefined {
  const { otp } = device.bank;
  const { bytes: old, units: oldUnits } = atStart(start, device);
  const now = chip.bench.peek(otp.base, otp.size);
  const nowUnits = unitStates(chip);
  for (let offset = 0; offset < otp.size; offset += 1) {
    const address = otp.base + offset;
    const unit = Math.floor(offset / otp.writeUnit);
    const wanted = image.byteAt(address);
    const [was = 0, is = 0] = [old[offset], now[offset]];
    const isSame = was === is && oldUnits.get(unit) === nowUnits.get(unit);
    if (wanted === undefined && (!isSame || chip.bench.shortBits(address) !== 0))
      return `${hex32(address)} is not in the image and changed from ${was} to ${is}`;
    if (wanted === undefined || isSame || isUnitOf(cuts, address, otp.writeUnit)) continue;
    if (is !== wanted || chip.bench.shortBits(address) !== 0 || nowUnits.get(unit) !== undefined)
      return `${hex32(address)} was ${was} and is ${is}, wanted ${wanted}`;
  }
  return lockDamage(chip, old, now, { device, image }, cuts);
}

type Start = { readonly bytes: Uint8Array; readonly units: ReadonlyMap<number, string> };
const starts = new WeakMap<Job['start'], Start>();

/** The OTP area before the run, which is the same for each cut of a job. */
function atStart(start: Job['start'], device: Device): Start {
  const known = starts.get(start);
  if (known) return known;
  const chip = SimulatedChip.fromState(start, device);
  const { base, size } = device.bank.otp;
  const made = { bytes: chip.bench.peek(base, size), units: unitStates(chip) };
  starts.set(start, made);
  return made;
}

// A lock byte that is set now, over data that is not what the image wants.
function lockDamage(
  chip: SimulatedChip,
  old: Uint8Array,
  now: Uint8Array,
  { device, image }: Pick<Job, 'device' | 'image'>,
  cuts: readonly FlashOperation[],
): string | undefined {
  const { base, locks, writeUnit } = device.bank.otp;
  if (!locks) return undefined;
  for (let block = 0; block < locks.count; block += 1) {
    if (now[locks.offset + block] === old[locks.offset + block]) continue;
    for (let index = 0; index < locks.blockSize; index += 1) {
      const offset = block * locks.blockSize + index;
      const wanted = image.byteAt(base + offset) ?? old[offset];
      const address = base + offset;
      // Judged by itself, whether its block is locked or not.
      if (isUnitOf(cuts, address, writeUnit)) continue;
      if (now[offset] !== wanted || chip.bench.shortBits(address) !== 0)
        return `block ${block} is locked, and ${hex32(address)} is ${now[offset]}, wanted ${wanted}`;
    }
  }
  return undefined;
}

function judgeDone({ device, image }: Job, chip: SimulatedChip, cuts: readonly FlashOperation[]): Verdict {
  const { otp, flash } = device.bank;
  const units = { otp: unitStates(chip), main: unitStates(chip, 'main') };
  let unproven = false;
  for (const { address, bytes } of image.segments) {
    const held = chip.bench.peek(address, bytes.length);
    for (const [index, byte] of bytes.entries()) {
      const at = address + index;
      const area = at >= otp.base && at < otp.base + otp.size ? 'otp' : 'main';
      const unit = area === 'otp' ? otp.writeUnit : mainUnit(device);
      const state = units[area].get(Math.floor((at - (area === 'otp' ? otp.base : flash.base)) / unit));
      const short = chip.bench.shortBits(at) !== 0;
      // A corrected bit in OTP does show, in ECCR.
      const isWeak = short || (area === 'main' && state === 'weak');
      if (isWeak && area === 'main' && isUnitOf(cuts, at, unit, area)) unproven = true;
      else if (held[index] !== byte || short || state !== undefined)
        return { outcome: 'wrong', reason: `says done, but ${hex32(at)} is ${held[index]} (${state})` };
    }
  }
  return { outcome: unproven ? 'unproven' : 'finished' };
}

function mainUnit({ bank }: Device): number {
  return bank.otp.ecc ? bank.otp.writeUnit : 4;
}

/** Nothing that the chip allows makes of the unit what the image wants. */
function isBeyondRepair({ device }: Job, chip: SimulatedChip, { address }: FlashOperation): boolean {
  const { base, locks, writeUnit } = device.bank.otp;
  if (!locks) return unitStates(chip).has((address - base) / writeUnit);
  // A lock byte between 00 and FF may not be taken into account correctly (RM0090 §3.8), and is not written again.
  if (address >= base + locks.offset) return chip.bench.shortBits(address) !== 0;
  const block = Math.floor((address - base) / locks.blockSize);
  return chip.bench.peek(base + locks.offset + block, 1)[0] !== locks.unlocked;
}

function namesUnit(last: Attempt, cut: FlashOperation, { device }: Job): boolean {
  const names = text(last).toUpperCase();
  const { locks, base } = device.bank.otp;
  const isLock = locks !== undefined && cut.address >= base + locks.offset;
  const named = names.includes(hex32(cut.address).toUpperCase());
  // A lock byte that is neither 00 nor FF is reported at each unit of its block that is still wanted.
  return named || (isLock && names.includes('LOCK BYTE'));
}

function text({ report, error }: Attempt): string {
  if (error) return `${error.code} ${error.message}`;
  return report.plan.refusals.map(({ code, message }) => `${code} ${message}`).join('\n') || report.result;
}

function isUnitOf(
  cuts: readonly FlashOperation[],
  address: number,
  unit: number,
  area: FlashOperation['area'] = 'otp',
): boolean {
  return cuts.some((cut) => cut.area === area && address >= cut.address && address < cut.address + unit);
}

/** States of write units by their number in the area; those of a reserved sector are kept with the main flash. */
function unitStates(chip: SimulatedChip, area: 'otp' | 'main' = 'otp'): ReadonlyMap<number, string> {
  const { bank } = chip.device;
  const state = chip.toState();
  if (area === 'main' || !isSector(bank)) {
    return new Map(state[area].units.map(({ unit, state: each }) => [unit, each]));
  }
  const first = (bank.otp.base - bank.flash.base) / bank.otp.writeUnit;
  const last = first + bank.otp.size / bank.otp.writeUnit;
  return new Map(
    state.main.units
      .filter(({ unit }) => unit >= first && unit < last)
      .map(({ unit, state: each }) => [unit - first, each]),
  );
}
