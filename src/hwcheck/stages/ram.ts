import type { Job } from '../../burn/job.js';
import { downloadJob } from '../../burn/run-job.js';
import { readWord } from '../../burn/words.js';
import { hex32 } from '../../text/hex.js';
import { count } from '../../text/plural.js';
import { type Bench, type Check, compare, type Seen } from '../bench.js';
import { acrOf, crLock, crOf, crPg, freshDataCache } from '../flash-registers.js';
import { otpSpent, readOtp } from '../otp-spent.js';
import { doNothing, readSpecials, stopOffset } from '../routines.js';
import { routineJob, runLoader, runRoutine } from '../run-code.js';

/** Stage 1: the loader that will burn, with jobs that burn nothing. */
export const ramChecks: readonly Check[] = [
  { id: 'registers', title: 'Registers written in one call, as the core sees them', look: registersCheck },
  {
    id: 'breakpoint',
    title: 'A breakpoint in RAM stops the core before its instruction',
    look: breakpointCheck,
  },
  { id: 'all-ones', title: 'The loader with a job of all ones: unlocks, stores nothing', look: allOnesCheck },
  { id: 'relocked', title: 'FLASH_CR and FLASH_ACR after it', look: relockedCheck },
  { id: 'outside', title: 'A job outside the bank is refused', look: outsideCheck },
  { id: 'no-job', title: 'What is not a job is refused', look: brokenCheck },
];

async function registersCheck({ probe, device, loader }: Bench): Promise<Seen> {
  await probe.resetHalt();
  const served = { bank: device.bank, loader };
  const { registers } = routineJob(device.bank, loader, readSpecials);
  const wanted = ['R0', 'R4', 'R5', 'R6', 'R7'] as const;
  const found = await runRoutine(probe, served, readSpecials, { R0: 0x12345678 }, wanted);
  const text = ({ R0 = 0, R4 = 0, R5 = 0, R6 = 0, R7 = 0 }: typeof found) =>
    `R0 ${hex32(R0)}, CONTROL ${R4}, PRIMASK ${R5}, MSP ${hex32(R6)}, LR ${hex32(R7)}`;
  const { CONTROL, PRIMASK, MSP, LR } = registers;
  return compare(text({ R0: 0x12345678, R4: CONTROL, R5: PRIMASK, R6: MSP, R7: LR }), text(found));
}

async function breakpointCheck({ probe, device, loader }: Bench): Promise<Seen> {
  await probe.resetHalt();
  const job = routineJob(device.bank, loader, doNothing);
  await downloadJob(probe, job);
  const start = job.ram.address + job.ram.bytes.length - lengthBehind(job);
  const stop = start + stopOffset;
  await probe.writeRegisters({ ...job.registers, PC: start });
  const breakpoint = await probe.setBreakpoint(stop);
  await probe.go();
  const isHalted = await probe.waitHalted(20_000);
  if (!isHalted) await probe.resetHalt();
  const { PC = 0 } = await probe.readRegisters(['PC']);
  await probe.clearBreakpoint(breakpoint);
  return compare(`halted at ${hex32(stop)}`, isHalted ? `halted at ${hex32(PC)}` : 'still running');
}

// The routine is in front of the empty job, and the preamble in front of the routine.
function lengthBehind({ jobAddress, ram }: Job): number {
  const routine = (doNothing.length * 2 + 7) & ~7;
  return ram.address + ram.bytes.length - (jobAddress - routine);
}

async function allOnesCheck({ probe, device, loader }: Bench): Promise<Seen> {
  await probe.resetHalt();
  const { base, data } = device.bank.otp;
  const before = await readOtp(probe, device);
  const segment = { address: base + data.offset, bytes: new Uint8Array(data.size).fill(0xff) };
  const { status, unitsDone } = await runLoader(probe, { bank: device.bank, loader }, [segment]);
  const spent = otpSpent(device.bank, before, await readOtp(probe, device));
  const seen = compare('status 0, 0 units done, OTP as before', statusText(status, unitsDone, spent));
  return { ...seen, otpSpent: spent };
}

async function relockedCheck({ probe, device, loader }: Bench): Promise<Seen> {
  await probe.resetHalt();
  const { bank } = device;
  await freshDataCache(probe, bank);
  const acr = await readWord(probe, acrOf(bank));
  const { base, data, writeUnit } = bank.otp;
  const segment = { address: base + data.offset, bytes: new Uint8Array(writeUnit).fill(0xff) };
  await runLoader(probe, { bank, loader }, [segment]);
  const cr = await readWord(probe, crOf(bank));
  const text = (locked: boolean, programming: boolean, value: number) =>
    `LOCK ${Number(locked)}, PG ${Number(programming)}, ACR ${hex32(value)}`;
  const seen = text((cr & crLock) !== 0, (cr & crPg) !== 0, await readWord(probe, acrOf(bank)));
  return compare(text(true, false, acr), seen);
}

async function outsideCheck({ probe, device, loader }: Bench): Promise<Seen> {
  await probe.resetHalt();
  const { base, size, writeUnit } = device.bank.otp;
  const segment = { address: base + size, bytes: new Uint8Array(writeUnit) };
  const { status, failAddress } = await runLoader(probe, { bank: device.bank, loader }, [segment]);
  return compare(`status 2 at ${hex32(base + size)}`, `status ${status} at ${hex32(failAddress)}`);
}

async function brokenCheck({ probe, device, loader }: Bench): Promise<Seen> {
  await probe.resetHalt();
  const { base, writeUnit } = device.bank.otp;
  const segment = { address: base, bytes: new Uint8Array(writeUnit).fill(0xff) };
  const { status, unitsDone } = await runLoader(
    probe,
    { bank: device.bank, loader },
    [segment],
    withoutMagic,
  );
  return compare('status 1, 0 units done', `status ${status}, ${count(unitsDone, 'unit')} done`);
}

function withoutMagic(job: Job): Job {
  const bytes = Uint8Array.from(job.ram.bytes);
  bytes.fill(0, job.jobAddress - job.ram.address, job.jobAddress - job.ram.address + 4);
  return { ...job, ram: { ...job.ram, bytes } };
}

function statusText(status: number, unitsDone: number, spent: number): string {
  const otp = spent === 0 ? 'OTP as before' : `${count(spent, 'byte')} of OTP spent`;
  return `status ${status}, ${count(unitsDone, 'unit')} done, ${otp}`;
}
