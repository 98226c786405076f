import { type Bank, isSector } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import type { LoaderElf } from '../loader/index.js';
import { hex32 } from '../text/hex.js';
import type { PlanUnit } from './plan-types.js';
import { preamble, preambleAddress, preambleSize, stops } from './preamble.js';

export const jobMagic = 0x4f545042;
export const jobVersion = 1;
/** What the host writes for a status, until the loader writes its own. */
export const pendingStatus = 0xffffffff;
/** Version 2, with the flag that programs units which read equal once more. */
const againVersion = 2;
const programEqual = 1;
/** Bytes of a job's header, and of each segment behind it. */
export const jobHeaderSize = 32;
export const segmentSize = 12;
const stackSize = 256;

/** Runs of bytes to program, in address order. */
export interface JobSegment {
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** One download: the RAM block, and the registers that start it. */
export interface Job {
  readonly ram: { readonly address: number; readonly bytes: Uint8Array };
  readonly jobAddress: number;
  /** A BKPT: the loader returns there, whether or not a breakpoint can be set in RAM. */
  readonly returnAddress: number;
  /** BKPTs where an NMI of a double ECC error and a HardFault end. */
  readonly nmiAddress: number;
  readonly hardFaultAddress: number;
  /** The vector table, for SCB_VTOR: no exception may end in the firmware. */
  readonly vectorTable: number;
  readonly registers: {
    R0: number;
    LR: number;
    PC: number;
    MSP: number;
    PRIMASK: 1;
    CONTROL: 0;
    xPSR: number;
  };
  readonly segments: readonly JobSegment[];
  readonly units: number;
}

/** What the loader left in the header of a job in RAM. */
export interface JobResult {
  readonly status: number;
  readonly failAddress: number;
  readonly flashSR: number;
  readonly unitsDone: number;
}

/** Joins units of a plan into runs of adjacent bytes. */
export function segmentsOf(units: readonly PlanUnit[]): readonly JobSegment[] {
  const runs: { address: number; bytes: number[] }[] = [];
  for (const unit of units) {
    const bytes = unit.wanted.map((byte) => wholeByte(byte, unit));
    const last = runs.at(-1);
    if (last && last.address + last.bytes.length === unit.address) last.bytes.push(...bytes);
    else runs.push({ address: unit.address, bytes: [...bytes] });
  }
  return runs.map(({ address, bytes }) => ({ address, bytes: Uint8Array.from(bytes) }));
}

/** Where makeJob puts the job of a bank. */
export function jobAddressOf(bank: Bank, loader: LoaderElf): number {
  return preambleAddress(bank) + align8(preambleSize(bank) + loader.code.length);
}

/**
 * Lays out preamble, loader, job and data in the bank's RAM, the stack at its end. With `again` units that read equal are
 * programmed too, where the bank allows it. Errors: LOADER_TOO_LARGE, LOADER_INVALID.
 */
export function makeJob(bank: Bank, loader: LoaderElf, segments: readonly JobSegment[], again = false): Job {
  const base = preambleAddress(bank);
  const end = bank.loader.ram.base + bank.loader.ram.size;
  const size = end - base;
  const entry = loader.entries.get('Burn');
  if (entry === undefined) {
    throw new OtpforgeError('LOADER_INVALID', {
      message: `${loader.file}: the loader has no entry called Burn`,
      remedy: 'Build it again: otpforge build.',
      details: { file: loader.file },
    });
  }
  const jobOffset = jobAddressOf(bank, loader) - base;
  let offset = align8(jobOffset + jobHeaderSize + segments.length * segmentSize);
  const placed = segments.map((segment) => {
    const at = offset;
    offset += (segment.bytes.length + 3) & ~3;
    return { ...segment, at };
  });
  if (offset + stackSize > size) {
    throw new OtpforgeError('LOADER_TOO_LARGE', {
      message: `${bank.name}: loader, job and data need ${offset + stackSize} bytes of RAM, the bank gives ${size} at ${hex32(base)}`,
      remedy: isSector(bank)
        ? 'Burn less in one run: split the image (otpforge merge --only 0x…-0x…).'
        : 'Give the loader more RAM in the bank description.',
      details: { needed: offset + stackSize, size },
    });
  }
  const bytes = new Uint8Array(offset);
  const view = new DataView(bytes.buffer);
  const start = preamble(bank, base, entry);
  bytes.set(start.bytes);
  bytes.set(loader.code, start.bytes.length);
  const [version, flags] = again ? [againVersion, programEqual] : [jobVersion, 0];
  const header = [jobMagic, version, flags, segments.length, pendingStatus, 0, 0, 0];
  const words = [
    ...header,
    ...placed.flatMap(({ address, bytes: data, at }) => [address, data.length, base + at]),
  ];
  for (const [index, word] of words.entries()) view.setUint32(jobOffset + 4 * index, word, true);
  for (const { bytes: data, at } of placed) bytes.set(data, at);
  return {
    ram: { address: base, bytes },
    jobAddress: base + jobOffset,
    returnAddress: base + stops.returned,
    nmiAddress: base + stops.nmi,
    hardFaultAddress: base + stops.hardFault,
    vectorTable: base,
    registers: {
      R0: base + jobOffset,
      LR: (base + stops.returned) | 1,
      PC: base + start.entry,
      MSP: end,
      PRIMASK: 1,
      CONTROL: 0,
      xPSR: 0x01000000,
    },
    segments,
    units: segments.reduce((sum, { bytes: data }) => sum + data.length / bank.otp.writeUnit, 0),
  };
}

/** Reads the header of a job: `jobHeaderSize` bytes from `jobAddress`. */
export function decodeJobResult(bytes: Uint8Array): JobResult {
  const view = new DataView(bytes.buffer, bytes.byteOffset, jobHeaderSize);
  return {
    status: view.getUint32(16, true),
    failAddress: view.getUint32(20, true),
    flashSR: view.getUint32(24, true),
    unitsDone: view.getUint32(28, true),
  };
}

/** What the host wrote into the header of a job: `jobHeaderSize` bytes from `jobAddress`. */
export function decodeJobHead(bytes: Uint8Array): { readonly magic: number; readonly count: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, jobHeaderSize);
  return { magic: view.getUint32(0, true), count: view.getUint32(12, true) };
}

function wholeByte(byte: number | undefined, unit: PlanUnit): number {
  if (byte !== undefined) return byte;
  throw new OtpforgeError('INTERNAL', { message: `${hex32(unit.address)}: a partial unit reached the job` });
}

function align8(value: number): number {
  return (value + 7) & ~7;
}
