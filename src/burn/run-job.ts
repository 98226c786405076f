import type { Bank } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import type { Probe } from '../probe/index.js';
import { hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';
import { decodeJobResult, type Job, type JobResult, jobHeaderSize, pendingStatus } from './job.js';
import { jobError } from './job-status.js';
import { vectorTableRegister } from './preamble.js';
import { readWord, readWords, writeWord } from './words.js';

/**
 * Downloads a job, compares what the RAM holds with it, and runs it to its end. From the moment the core
 * runs, OTP may have been written: `begin` is called right before.
 * Errors: LOADER_RAM, LOADER_REFUSED (no bit was written), LOADER_NOT_STARTED (by the job's status), BURN_INTERRUPTED,
 * BURN_FAILED.
 */
export async function runJob(probe: Probe, bank: Bank, job: Job, begin: () => void): Promise<JobResult> {
  await downloadJob(probe, job);
  await writeWord(probe, vectorTableRegister, job.vectorTable);
  await probe.writeRegisters(job.registers);
  const breakpoint = await probe.setBreakpoint(job.returnAddress);
  begin();
  await probe.go();
  if (!(await probe.waitHalted(jobTimeLimitMs(bank, job)))) throw await stillRunning(probe, bank, job);
  const { PC } = await probe.readRegisters(['PC', 'R0', 'R1']);
  const result = await readResult(probe, job);
  await probe.clearBreakpoint(breakpoint);
  if (PC !== job.returnAddress) throw await stoppedElsewhere(probe, bank, PC, job, result);
  if (result.status === pendingStatus) throw cameBackAtOnce(result);
  const error = jobError(result, bank, job.segments);
  if (error) throw error;
  return result;
}

/** Writes a job into RAM and compares what the RAM then holds. Starts nothing. Errors: LOADER_RAM. */
export async function downloadJob(probe: Probe, { ram }: Job): Promise<void> {
  await probe.writeMemory(ram.address, ram.bytes);
  const found = await probe.readMemory(ram.address, ram.bytes.length);
  const differs = ram.bytes.findIndex((byte, index) => byte !== found[index]);
  if (differs < 0 && found.length === ram.bytes.length) return;
  const address = ram.address + differs;
  const [written = null, read = null] = [ram.bytes[differs], found[differs]];
  throw new OtpforgeError('LOADER_RAM', {
    message: (show) =>
      `RAM at ${hex32(address)} reads ${show(read)}, written was ${show(written)}: the loader was not started`,
    remedy: 'Check the debug connection, lower its speed, or check the RAM that the bank description names.',
    memory: { address, values: { old: written, new: read } },
  });
}

async function stillRunning(probe: Probe, bank: Bank, job: Job): Promise<OtpforgeError> {
  const state = await hangState(probe, bank).catch(() => undefined);
  // Stops the core and leaves the controller locked; what it was programming is past its time anyhow.
  await probe.resetHalt().catch(() => undefined);
  // RAM outlives the reset.
  const status = await readResult(probe, job).then(
    (result) => result.status,
    () => undefined,
  );
  return new OtpforgeError(stoppedCode(status, state), {
    message: `the loader did not come back within ${jobTimeLimitMs(bank, job)} ms${state ? `: ${state.text}` : ''}`,
    remedy: 'Power the board off and on, then run the same command again: it reads the chip and finishes.',
    details: { status: status ?? null, ...state?.details },
  });
}

/** ICSR: its VECTACTIVE is IPSR, and a debugger reads it while the core runs (ARMv6-M B3.2.4). */
const icsr = 0xe000ed04;

/** What tells why the core hangs, read while it does: IPSR, FLASH_SR and ECCR. */
async function hangState(probe: Probe, bank: Bank) {
  const { controller, otp } = bank;
  const ipsr = (await readWord(probe, icsr)) & 0x1ff;
  const flashSR = await readWord(probe, controller.base + controller.statusOffset);
  const eccRegisters = otp.ecc?.registers.map(({ register }) => register);
  const eccWords = eccRegisters ? await readWords(probe, eccRegisters) : [];
  const text = [
    `IPSR ${ipsr}`,
    `FLASH_SR ${hex32(flashSR)}`,
    ...eccWords.map((word) => `ECCR ${hex32(word)}`),
  ].join(', ');
  return {
    text,
    details: { ipsr, flashSR, eccr: eccWords[0] ?? null },
    isBusy: (flashSR & busyMask(bank)) !== 0,
  };
}

// BSY, or BSY1 and BSY2.
function busyMask({ controller: { statusBits }, flashInterface }: Bank): number {
  const names = flashInterface?.status.busy ?? ['BSY'];
  return names.reduce((mask, name) => mask | (1 << (statusBits[name] ?? 0)), 0);
}

async function stoppedElsewhere(
  probe: Probe,
  bank: Bank,
  pc: number | undefined,
  job: Job,
  { status, unitsDone }: JobResult,
): Promise<OtpforgeError> {
  const state = await hangState(probe, bank).catch(() => undefined);
  await probe.resetHalt().catch(() => undefined);
  const where = `job status ${hex32(status)}, ${count(unitsDone, 'unit')} done${state ? `, ${state.text}` : ''}`;
  return new OtpforgeError(stoppedCode(status, state), {
    message: `${stopReason(pc, job)}: ${where}`,
    remedy: 'Power the board off and on, then run the same command again: it reads the chip and finishes.',
    details: { pc: pc ?? null, expected: job.returnAddress, status, ...state?.details },
  });
}

function cameBackAtOnce({ status }: JobResult): OtpforgeError {
  return new OtpforgeError('LOADER_NOT_STARTED', {
    message: `the core came back from the loader, and the job's status is still ${hex32(status)}: the loader did not do its job`,
    remedy: 'Power the board off and on, then run the same command again: it reads the chip and finishes.',
    details: { status },
  });
}

// The loader overwrites the status last. Whether it has programmed anything until then, the controller and the bank show.
function stoppedCode(
  status: number | undefined,
  state: { readonly isBusy: boolean } | undefined,
): 'LOADER_NOT_STARTED' | 'BURN_INTERRUPTED' {
  return status === pendingStatus && state?.isBusy === false ? 'LOADER_NOT_STARTED' : 'BURN_INTERRUPTED';
}

async function readResult(probe: Probe, { jobAddress }: Job): Promise<JobResult> {
  return decodeJobResult(await probe.readMemory(jobAddress, jobHeaderSize, 4));
}

function stopReason(pc: number | undefined, job: Job): string {
  if (pc === job.nmiAddress) return 'a double ECC error (NMI) stopped the loader';
  if (pc === job.hardFaultAddress) return 'a HardFault stopped the loader';
  return `the core stopped at ${hex32(pc ?? 0)} instead of ${hex32(job.returnAddress)}`;
}

/** Ten times the worst case, and never below a second: a loader cut off in the middle costs a chip. */
export function jobTimeLimitMs(bank: Bank, job: Job): number {
  return Math.max(bank.loader.timeoutMs, Math.ceil((10 * job.units * bank.timing.tprogMaximumUs) / 1000));
}
