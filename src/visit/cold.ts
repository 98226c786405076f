import { setTimeout as later } from 'node:timers/promises';
import type { VerifyReport } from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import type { SparseImage } from '../image/index.js';
import { hex32 } from '../text/hex.js';
import type { VisitedChip } from './chip.js';
import { dieChanged } from './refusal.js';
import type { VisitSetup } from './setup.js';
import { stopped } from './stopped.js';

/** Below this no chip of ours keeps anything in RAM, and a J-Link says that a board has no supply. */
const noSupplyMv = 1000;
const defaultWaitMs = 600_000;
const pollMs = 100;

/**
 * Waits until the board was without supply once, and compares all of the unit in a second session: a cell that is not fully
 * programmed may read right only while it is warm. Errors: SUPPLY_STAYED_ON, BURN_STOPPED, COLD_DIFFERS, DIE_CHANGED, PROBE_*.
 */
export async function verifyCold(
  setup: VisitSetup,
  chip: VisitedChip,
  { otp, uid }: { readonly otp: SparseImage; readonly uid: string },
): Promise<void> {
  if (setup.line.verify !== 'cold') return;
  setup.note('The unit is burnt and reads back. Switch the board off and on again for the second reading.');
  await supplyLost(setup, chip);
  const report = await chip.compareCold(otp, setup.signal);
  if (report.chip.uid !== uid) throw dieChanged(uid, report.chip.uid);
  if (report.result !== 'equal') throw differs(report);
}

async function supplyLost(
  { signal, coldWaitMs = defaultWaitMs }: VisitSetup,
  chip: VisitedChip,
): Promise<void> {
  const end = performance.now() + coldWaitMs;
  for (;;) {
    const supply = await chip.supplyMv();
    if (supply !== undefined && supply < noSupplyMv) return;
    if (signal?.aborted) throw stopped('the reading after a loss of the supply');
    if (performance.now() >= end) throw stayedOn(supply, coldWaitMs);
    await later(pollMs);
  }
}

function stayedOn(supply: number | undefined, waited: number): OtpforgeError {
  return new OtpforgeError('SUPPLY_STAYED_ON', {
    message: `the board had its supply (${supply ?? 'unknown'} mV) for ${Math.round(waited / 1000)} s after the burn, and the line verifies cold: the unit counts as failed until it is presented again`,
    remedy: 'Present the board again, and switch it off and on when you are asked to.',
    details: { vtrefMv: supply ?? null, waitedMs: waited },
  });
}

function differs({ refusals, ranges, ecc, unit }: VerifyReport): OtpforgeError {
  const range = ranges.find(({ equal }) => !equal);
  const address = range?.firstDifference?.address ?? range?.address ?? ecc[0]?.address;
  const why = [
    ...refusals.map(({ message }) => message),
    ...(address === undefined ? [] : [`${hex32(address)} is the first address that differs`]),
    ...(unit?.problems ?? []),
  ];
  return new OtpforgeError('COLD_DIFFERS', {
    message: `the unit was read back after the burn, and reads otherwise after a loss of the supply: ${why.join('; ')}`,
    remedy: 'Present the board once more. If it fails again, set it aside.',
    details: { ...(address !== undefined && { address }), refusals: refusals.map(({ code }) => code) },
  });
}
