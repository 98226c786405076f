import type { Bank } from '../bank/index.js';
import { type ErrorCode, type ErrorOptionsOf, OtpforgeError } from '../errors/index.js';
import { hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';
import type { JobResult, JobSegment } from './job.js';

interface StatusMeaning {
  readonly code: ErrorCode;
  readonly text: string;
  readonly remedy: string;
}

/** Answers of a loader that has programmed something: all of its job, or what comes before failAddress. */
export const jobStatus = { done: 0, flash: 7, readBack: 8 } as const;

const rerun = 'Run the same command again: it reads the chip and finishes, or says why it cannot.';
const report = 'The plan allowed what the loader refused; please report this with a trace (--trace).';

const meanings: Readonly<Record<number, StatusMeaning>> = {
  1: { code: 'LOADER_REFUSED', text: 'did not recognise the job', remedy: report },
  2: { code: 'LOADER_REFUSED', text: 'found a range or alignment outside the bank', remedy: report },
  3: { code: 'LOADER_REFUSED', text: 'found a conflict with what the chip holds', remedy: rerun },
  4: { code: 'LOADER_REFUSED', text: 'found a locked block', remedy: rerun },
  5: { code: 'LOADER_REFUSED', text: 'found a lock byte of neither 00 nor FF', remedy: rerun },
  6: {
    code: 'LOADER_REFUSED',
    text: 'could not unlock the flash controller',
    remedy: 'Power the board off and on: after a wrong key the controller stays locked until reset.',
  },
  [jobStatus.flash]: {
    code: 'BURN_FAILED',
    text: 'was stopped by error flags of the flash controller',
    remedy: rerun,
  },
  [jobStatus.readBack]: {
    code: 'BURN_FAILED',
    text: 'read back something else than it programmed',
    remedy: rerun,
  },
};

/** An error that a loader's job reports. */
export class JobError extends OtpforgeError {
  readonly result: JobResult;

  constructor(code: ErrorCode, result: JobResult, options: ErrorOptionsOf) {
    super(code, { ...options, details: { ...result } });
    this.result = result;
  }
}

/** The error of a finished job; undefined when its status is 0. `segments` are what the job was to program, where known. */
export function jobError(
  result: JobResult,
  bank: Bank,
  segments: readonly JobSegment[] = [],
): JobError | undefined {
  if (result.status === jobStatus.done) return undefined;
  const meaning = meanings[result.status] ?? {
    code: 'BURN_INTERRUPTED' as const,
    text: `left the unknown status ${hex32(result.status)}`,
    remedy: rerun,
  };
  const flags = statusFlags(result.flashSR, bank);
  // PROGERR over a unit that read blank: somebody programmed all ones into it (RM0351 §3.3.7).
  if (result.status === jobStatus.flash && flags.includes('PROGERR') && bank.otp.rewrite === 'once') {
    const wanted = wantedAt(segments, result.failAddress, bank);
    return new JobError('UNIT_SPENT', result, {
      message: (show) =>
        `the write unit at ${hex32(result.failAddress)} reads blank but refuses data (PROGERR)${wanted ? `, wanted ${show(wanted)}` : ''}: another tool has programmed all ones into it`,
      remedy: 'It is used up forever: use a spare slot of the layout, or another chip.',
      memory: { address: result.failAddress, length: bank.otp.writeUnit, values: wanted ? { wanted } : {} },
    });
  }
  const left = bank.flashInterface?.status.pending.find((name) => flags.includes(name));
  if (result.status === jobStatus.flash && left !== undefined) return halfUnit(result, left);
  return new JobError(meaning.code, result, {
    message: `the loader ${meaning.text} at ${hex32(result.failAddress)} (status ${result.status}, FLASH_SR ${hex32(result.flashSR)}${flags.length ? ` ${flags.join('+')}` : ''}, ${count(result.unitsDone, 'unit')} done)`,
    remedy: meaning.remedy,
  });
}

// CFGBSY or WDW with BSY clear: nothing ends it but the other half, or a reset (RM0444 §3.7.4).
function halfUnit(result: JobResult, flag: string): JobError {
  return new JobError('BURN_FAILED', result, {
    message: `the flash controller waits for the rest of a unit that somebody has begun (FLASH_SR ${hex32(result.flashSR)}, ${flag} is set): the loader programmed ${count(result.unitsDone, 'unit')} and stopped`,
    remedy: 'Reset the chip, or power the board off and on, and run the same command again.',
  });
}

function statusFlags(value: number, bank: Bank): readonly string[] {
  return Object.entries(bank.controller.statusBits)
    .filter(([, bit]) => (value >>> bit) & 1)
    .map(([name]) => name);
}

function wantedAt(segments: readonly JobSegment[], unit: number, { otp }: Bank): Uint8Array | undefined {
  const segment = segments.find(({ address, bytes }) => unit >= address && unit < address + bytes.length);
  if (!segment) return undefined;
  const offset = unit - segment.address;
  return segment.bytes.subarray(offset, offset + otp.writeUnit);
}
