import { OtpforgeError } from '../errors/index.js';
import type { VisitedChip } from './chip.js';
import { dieChanged } from './refusal.js';
import type { VisitSetup } from './setup.js';

/** Below this a chip answers nobody since it has no supply. */
const leastSupplyMv = 1000;

/**
 * Reads the protection again where the line expects a level, and else only which die is there once other programs had the
 * probe. Errors: RDP_UNEXPECTED, DIE_CHANGED, PROBE_*, TARGET_*.
 */
export async function checkExpected(setup: VisitSetup, chip: VisitedChip, uid: string): Promise<void> {
  const { line } = setup;
  const expected = line.expect?.rdp;
  if (expected === undefined) return line.after.length === 0 ? undefined : checkDie(setup, chip, uid);
  const found = await readLevel(chip, expected);
  if (found.uid !== undefined && found.uid !== uid) throw dieChanged(uid, found.uid);
  if (found.level === expected) return;
  throw new OtpforgeError('RDP_UNEXPECTED', {
    message: `the read protection level is ${found.level ?? 'unknown'} now${found.why ?? ''}, and the line expects ${expected}. The unit is burnt and reads back, and counts as failed`,
    remedy: 'Find out why the programs of after did not set the level. Then present the board again.',
    details: {
      ...{ expected, found: found.level ?? null },
      ...(found.vtrefMv !== undefined && { vtrefMv: found.vtrefMv }),
    },
  });
}

/** A program may have closed the chip for good, so that one which does not answer fails nothing. */
async function checkDie({ note }: VisitSetup, chip: VisitedChip, uid: string): Promise<void> {
  let found: string;
  try {
    found = (await chip.protection({ patienceMs: silenceMs })).uid;
  } catch (error) {
    if (!(error instanceof OtpforgeError) || !isSilence.test(error.code)) throw error;
    note(`nobody can read which board is there behind the programs of after: ${error.message}`);
    return;
  }
  if (found !== uid) throw dieChanged(uid, found);
}

const isSilence = /^(PROBE|TARGET)_/;

/** How long the program before may take to let go of the probe. */
const silenceMs = 10_000;

/** Whether a program before the last one of `after` has set the protection that the line expects. Errors: PROBE_*, TARGET_*. */
export async function isProtectedEarly({ line, note }: VisitSetup, chip: VisitedChip): Promise<boolean> {
  const expected = line.expect?.rdp;
  // It was burnt without this protection.
  if (expected === undefined || line.after.length < 2) return false;
  if ((await readLevel(chip, expected)).level !== expected) return false;
  note(
    `the chip has read protection level ${expected} before the last program of after: a unit that is interrupted there is lost. Put the program that sets the protection last.`,
  );
  return true;
}

interface FoundLevel {
  readonly uid?: string;
  readonly level: number | undefined;
  readonly why?: string;
  readonly vtrefMv?: number | null;
}

async function readLevel(chip: VisitedChip, expected: number): Promise<FoundLevel> {
  try {
    return await chip.protection();
  } catch (error) {
    // At level 2 the debug port is off forever (RM0090 §3.7.3): no other answer shows it.
    const isClosed = error instanceof OtpforgeError && error.code === 'TARGET_FAULT';
    if (expected === 2 && isClosed) return closedLevel(chip);
    throw error;
  }
}

/** A board without supply, or one whose supply nobody measures, is as silent as level 2. */
async function closedLevel(chip: VisitedChip): Promise<FoundLevel> {
  const vtrefMv = await chip.supplyMv();
  if (vtrefMv !== undefined && vtrefMv >= leastSupplyMv) return { level: 2 };
  const supply =
    vtrefMv === undefined ? 'the probe does not measure the supply' : `the supply is ${vtrefMv} mV`;
  return { level: undefined, vtrefMv: vtrefMv ?? null, why: `: the chip does not answer, and ${supply}` };
}
