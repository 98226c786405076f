import type { Bank } from '../../src/bank/index.js';
import type { LoaderElf } from '../../src/loader/index.js';
import { encodeJob, type JobHeader, type JobResult, readJob, type Segment } from './job.js';
import { type Access, type FlashState, type LoaderMachine, type Outcome, ram } from './machine.js';

/** Entries of the contract. */
export type EntryName =
  | 'Init'
  | 'UnInit'
  | 'EraseSector'
  | 'EraseChip'
  | 'ProgramPage'
  | 'BlankCheck'
  | 'SEGGER_OPEN_Program'
  | 'Burn';

/** A half-open range of addresses. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** What a request did, and where it was allowed to read and to store. */
export interface RequestOutcome extends Outcome {
  /** RAM that the request hands to the loader to read. */
  readonly sources: readonly Range[];
  /** RAM that the request hands to the loader to write. */
  readonly results: readonly Range[];
}

export interface BurnOutcome extends RequestOutcome {
  readonly job: JobResult;
}

export interface SourcePlace {
  /** Where the source bytes are in RAM. */
  readonly sourceAt?: number;
}

/** Room for the stack that no host gives less of: SEGGER before V7.88f gave 256 bytes. */
export const stackRoom = 256;

const source = ram.buffers + 0x400;

/** One loader in the RAM of one machine. */
export class Session {
  constructor(
    readonly machine: LoaderMachine,
    readonly bank: Bank,
    readonly loader: LoaderElf,
    readonly codeAt: number,
  ) {}

  /** Calls an entry as a debug probe does. */
  async call(entry: EntryName, ...args: number[]): Promise<RequestOutcome> {
    const offset = this.loader.entries.get(entry);
    if (offset === undefined) throw new Error(`the loader has no entry ${entry}`);
    const outcome = await this.machine.call({ entry: (this.codeAt + offset) | 1, args, stack: ram.stackTop });
    return { ...outcome, sources: [], results: [] };
  }

  init(): Promise<RequestOutcome> {
    return this.call('Init', this.bank.otp.base, 0, 2);
  }

  unInit(): Promise<RequestOutcome> {
    return this.call('UnInit', 2);
  }

  /** ProgramPage, or an entry of the same shape, with the bytes in a buffer of exactly their length. */
  async program(
    address: number,
    bytes: ArrayLike<number>,
    {
      sourceAt = source,
      entry = 'ProgramPage',
      length = bytes.length,
    }: SourcePlace & {
      readonly entry?: 'ProgramPage' | 'SEGGER_OPEN_Program';
      /** NumBytes, where it shall not be the length of the buffer. */
      readonly length?: number;
    } = {},
  ): Promise<RequestOutcome> {
    await this.machine.writeRam(sourceAt, Uint8Array.from(bytes));
    const outcome = await this.call(entry, address, length, sourceAt);
    return { ...outcome, sources: [{ start: sourceAt, end: sourceAt + bytes.length }] };
  }

  /** Init, ProgramPage, UnInit: what every foreign host does. */
  async hostProgram(
    address: number,
    bytes: ArrayLike<number>,
    place: SourcePlace = {},
  ): Promise<RequestOutcome> {
    await this.init();
    const outcome = await this.program(address, bytes, place);
    await this.unInit();
    return outcome;
  }

  /** Burn of one job, its header as given unless overridden. */
  async burn(
    segments: readonly Segment[],
    { sourceAt = source, header = {} }: SourcePlace & { readonly header?: Partial<JobHeader> } = {},
  ): Promise<BurnOutcome> {
    const jobAt = ram.buffers;
    const { job, data, sources } = encodeJob(segments, sourceAt, header);
    await this.machine.writeRam(jobAt, job);
    for (const { at, bytes } of data) await this.machine.writeRam(at, bytes);
    const outcome = await this.call('Burn', jobAt);
    const jobRange = { start: jobAt, end: jobAt + job.length };
    return {
      ...outcome,
      sources: [jobRange, ...sources],
      results: [{ start: jobAt + 16, end: jobAt + 32 }],
      job: readJob(await this.machine.readRam(jobAt, 32)),
    };
  }

  state(): Promise<FlashState> {
    return this.machine.state();
  }

  /** Reads through the core, data cache included, as firmware would. */
  async peek(address: number, width: 1 | 2 | 4 = 4): Promise<number> {
    const ldr = { 1: 0x7800, 2: 0x8800, 4: 0x6800 }[width];
    const { r0, fault } = await this.#snippet([ldr, bxLr], [address]);
    if (fault) throw new Error(fault);
    return r0;
  }

  /** Stores through the core, as a debugger script or a firmware would. */
  poke(address: number, value: number, width: 1 | 2 | 4 = 4): Promise<Outcome> {
    const str = { 1: 0x7001, 2: 0x8001, 4: 0x6001 }[width];
    return this.#snippet([str, bxLr], [address, value]);
  }

  /** Runs a few hand-assembled halfwords. */
  run(code: readonly number[], args: readonly number[] = []): Promise<Outcome> {
    return this.#snippet(code, args);
  }

  /** Accesses to the OTP area. */
  otpAccesses(outcome: Outcome, kind: Access['kind']): readonly Access[] {
    const { base, size } = this.bank.otp;
    return outcome.accesses.filter(
      (access) => access.kind === kind && access.address >= base && access.address < base + size,
    );
  }

  async #snippet(code: readonly number[], args: readonly number[]): Promise<Outcome> {
    const at = ram.halt - 0x40;
    await this.machine.writeRam(at, new Uint8Array(Uint16Array.from(code).buffer));
    return this.machine.call({ entry: at | 1, args, stack: ram.stackTop });
  }
}

const bxLr = 0x4770;
