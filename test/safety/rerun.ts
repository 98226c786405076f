import { readChipOtp } from '../../src/burn/index.js';
import { type FlashOperation, SimulatedChip } from '../../src/chip/index.js';
import { SimProbe } from '../../src/probe/sim.js';
import { hex32 } from '../../src/text/hex.js';
import { damageOf, judge, type Verdict } from './judge.js';
import { type Attempt, attempt, type History, type Job, type Rescue } from './rig.js';

/** What a disturbed run, or several, left behind. */
export interface Left {
  readonly journal: History['journal'];
  /** The operation that each run last began. */
  readonly cuts: readonly FlashOperation[];
  /** The last two of each run: one of them may have been under way. */
  readonly frontier: readonly FlashOperation[];
}

/** Runs the command once more, on the chip as it then is. */
export type Again = (run: number, history: History) => Promise<{ chip: SimulatedChip; result: Attempt }>;

/**
 * Runs the same command until it ends one way or the other, and then with the next spare slot where there is one. A
 * unit that is refused because it may be half-programmed must be one that was; without a slot it is accepted as it
 * reads, and what comes of that is judged too.
 */
export async function rerun(job: Job, left: Left, most: number, again: Again): Promise<Verdict> {
  const first = await runToEnd(job, left, most, again, false);
  if (job.rescue && (first.outcome === 'suspect' || first.outcome === 'reported'))
    return saveBySlot(job, job.rescue, first.chip);
  if (first.outcome !== 'suspect') return first;
  const accepted = await runToEnd(job, left, most, again, true);
  return accepted.outcome === 'wrong' ? accepted : { outcome: 'suspect' };
}

async function runToEnd(
  job: Job,
  { journal, cuts, frontier }: Left,
  most: number,
  again: Again,
  acceptSuspect: boolean,
): Promise<Verdict & { readonly chip: SimulatedChip }> {
  for (let run = 1; ; run += 1) {
    const { chip, result } = await again(run, { journal, acceptSuspect });
    const suspects = suspectsOf(result);
    const stranger = suspects.find((address) => !frontier.some((operation) => operation.address === address));
    if (stranger !== undefined || (acceptSuspect && suspects.length > 0))
      return { outcome: 'wrong', reason: `${hex32(stranger ?? 0)} is called suspect for nothing`, chip };
    if (suspects.length > 0) return { outcome: 'suspect', chip };
    if (!asksForAnotherRun(result) || run >= most || damageOf(job, chip, cuts) !== undefined)
      return { ...judge(job, chip, result, cuts), chip };
  }
}

async function saveBySlot(job: Job, { image, holds }: Rescue, chip: SimulatedChip): Promise<Verdict> {
  const { otp } = job.device.bank;
  const next: Job = { device: job.device, loader: job.loader, start: chip.toState(), image };
  const probe = new SimProbe(SimulatedChip.fromState(next.start, job.device));
  const verdict = judge(next, probe.chip, await attempt(next, probe), []);
  if (verdict.outcome !== 'finished') return { outcome: 'wrong', reason: `the slot: ${verdict.reason}` };
  const { bytes, ecc } = await readChipOtp(probe, job.device);
  const isDamaged = (address: number, length: number) =>
    [...ecc.keys()].some((unit) => unit < address + length && address < unit + otp.writeUnit);
  const held = holds((address, length) =>
    isDamaged(address, length) ? undefined : bytes.subarray(address - otp.base, address - otp.base + length),
  );
  return held ? { outcome: 'saved' } : { outcome: 'wrong', reason: 'the slot does not decode to the data' };
}

/** What one run adds to what is left behind. */
export function leftOf(seen: readonly FlashOperation[]): Pick<Left, 'cuts' | 'frontier'> {
  return { cuts: seen.slice(-1), frontier: seen.slice(-2) };
}

// A refusal for other reasons is judged as one, suspect units or not.
function suspectsOf({ report }: Attempt): readonly number[] {
  const refusals = report?.plan.refusals ?? [];
  if (refusals.some(({ code }) => code !== 'SUSPECT')) return [];
  return refusals.map(({ address = 0 }) => address);
}

function asksForAnotherRun({ error }: Attempt): boolean {
  return error?.remedy?.includes('the same command again') === true;
}
