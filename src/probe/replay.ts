import { z } from 'zod';
import { isErrorCode, type JsonValue, OtpforgeError } from '../errors/index.js';
import { checkFormat } from '../files/format.js';
import { readText } from '../files/read.js';
import type { SparseImage } from '../image/index.js';
import type { AccessWidth, FlashProgress, RegisterName, RegisterValues } from '../target/index.js';
import type { CutOffRun, PastKeeper } from './past-runs.js';
import type { BreakpointHandle, Probe, ProbeIdentity } from './probe.js';
import { replayedError, type TraceEntry, traceBytes, traceFormat, traceImage } from './trace-format.js';

const json: z.ZodType<JsonValue> = z.json();
const entrySchema = z.object({
  call: z.string(),
  args: z.array(json),
  result: json.optional(),
  redacted: z.literal(true).optional(),
  error: z
    .object({
      code: z.string().transform((code) => (isErrorCode(code) ? code : ('INTERNAL' as const))),
      message: z.string(),
      remedy: z.string().optional(),
      details: z.record(z.string(), json),
      memory: z
        .object({
          address: z.number().exactOptional(),
          length: z.number().exactOptional(),
          names: z.array(z.string()),
          hidden: z.string(),
        })
        .nullable()
        .exactOptional(),
    })
    .optional(),
});
const bytesSchema = z.string().regex(/^(?:[0-9a-f]{2})*$/);
const identitySchema = z.object({
  description: z.string(),
  serial: z.string(),
  device: z.string().nullable(),
  vtrefMv: z.number().nullable(),
  dpidr: z.number().exactOptional(),
  versions: z.string().exactOptional(),
  simulatedAs: z.string().exactOptional(),
});
const registersSchema = z.record(z.string(), z.number());
const spans = z.array(z.object({ address: z.number(), length: z.number() }));
const runsSchema = z.array(z.object({ units: spans, since: spans, isErase: z.boolean().exactOptional() }));
const breakpointSchema = z.object({ id: z.number(), address: z.number() });

/** Opens a trace as a probe that answers from it. Errors: FILE_*, FORMAT_*, PROBE_REPLAY. */
export async function openReplay(file: string): Promise<Probe> {
  const [head = '', ...lines] = wholeLines(await readText(file));
  checkFormat(parseLine(file, 1, head), { file, ...traceFormat });
  return replayCalls(
    file,
    lines.map((line, index) => parseLine(file, index + 2, line)),
  );
}

/** A probe that answers from recorded calls, which a file holds from its second line on. Errors: PROBE_REPLAY. */
export function replayCalls(file: string, calls: readonly unknown[]): ReplayProbe {
  return new ReplayProbe(
    file,
    calls.map((call, index) => {
      const entry = entrySchema.safeParse(call);
      if (!entry.success) throw broken(file, index + 2, 'is not a recorded call');
      return entry.data;
    }),
  );
}

// A power cut may leave half a last line, which has no end: all calls before it are still evidence.
function wholeLines(text: string): readonly string[] {
  const lines = text.split('\n');
  const last = lines.at(-1) ?? '';
  return (isJson(last) ? lines : lines.slice(0, -1)).filter((line) => line !== '');
}

export class ReplayProbe implements Probe, PastKeeper {
  readonly #file: string;
  readonly #entries: readonly z.infer<typeof entrySchema>[];
  #next = 0;

  constructor(file: string, entries: readonly z.infer<typeof entrySchema>[]) {
    this.#file = file;
    this.#entries = entries;
  }

  /** Whether each recorded call has been asked for. */
  get isAtEnd(): boolean {
    return this.#next >= this.#entries.length;
  }

  /** How many recorded calls have been asked for. */
  get position(): number {
    return this.#next;
  }

  async identify(): Promise<ProbeIdentity> {
    const { device, vtrefMv, ...rest } = this.#answer('identify', [], identitySchema);
    return { ...rest, device: device ?? undefined, vtrefMv: vtrefMv ?? undefined };
  }

  async resetHalt(): Promise<void> {
    this.#answer('resetHalt', [], z.null());
  }

  async readMemory(address: number, length: number, width: AccessWidth = 'auto'): Promise<Uint8Array> {
    const hex = this.#answer('readMemory', [address, length, width], bytesSchema);
    return new Uint8Array(Buffer.from(hex, 'hex'));
  }

  async writeMemory(address: number, data: Uint8Array, width: AccessWidth = 'auto'): Promise<void> {
    this.#answer('writeMemory', [address, traceBytes(data), width], z.null());
  }

  async readRegisters(names: readonly RegisterName[]): Promise<RegisterValues> {
    return this.#answer('readRegisters', [names], registersSchema);
  }

  async writeRegisters(values: RegisterValues): Promise<void> {
    this.#answer('writeRegisters', [Object.fromEntries(Object.entries(values))], z.null());
  }

  async setBreakpoint(address: number): Promise<BreakpointHandle> {
    return this.#answer('setBreakpoint', [address], breakpointSchema);
  }

  async clearBreakpoint(handle: BreakpointHandle): Promise<void> {
    this.#answer('clearBreakpoint', [{ ...handle }], z.null());
  }

  async go(): Promise<void> {
    this.#answer('go', [], z.null());
  }

  async waitHalted(timeoutMs: number): Promise<boolean> {
    return this.#answer('waitHalted', [timeoutMs], z.boolean());
  }

  async programFlash(image: SparseImage, progress?: (state: FlashProgress) => void): Promise<void> {
    this.#answer('programFlash', [traceImage(image)], z.null());
    progress?.({ phase: 'program', done: image.byteCount, total: image.byteCount });
  }

  async resetRun(): Promise<void> {
    this.#answer('resetRun', [], z.null());
  }

  // The run that was recorded asked no journal, or it told of nothing.
  async cutOffRuns(ask: () => Promise<readonly CutOffRun[]>): Promise<readonly CutOffRun[]> {
    if (this.#entries[this.#next]?.call !== 'cutOffRuns') return ask();
    return this.#answer('cutOffRuns', [], runsSchema);
  }

  // A run may end before its trace does, after a refusal for example; closing is always allowed.
  async close(): Promise<void> {
    this.#next = this.#entries.length;
  }

  #answer<T>(call: TraceEntry['call'], args: readonly JsonValue[], result: z.ZodType<T>): T {
    const entry = this.#entries[this.#next];
    const line = this.#next + 2;
    this.#next += 1;
    if (!entry) throw broken(this.#file, line, `ends where the run wants ${call}`);
    if (entry.call !== call)
      throw broken(this.#file, line, `holds ${entry.call} where the run wants ${call}`);
    if (entry.redacted)
      throw broken(this.#file, line, 'leaves secrets out from here on: it can be read, not replayed');
    if (JSON.stringify(entry.args) !== JSON.stringify(args)) {
      throw broken(this.#file, line, `holds ${call} with other arguments than the run's`);
    }
    if (entry.error) {
      const { remedy, ...error } = entry.error;
      throw replayedError({ ...error, ...(remedy !== undefined && { remedy }) });
    }
    const parsed = result.safeParse(entry.result);
    if (!parsed.success) throw broken(this.#file, line, `holds no usable result of ${call}`);
    return parsed.data;
  }
}

function parseLine(file: string, line: number, text: string): unknown {
  if (!isJson(text)) throw broken(file, line, 'is not JSON');
  return JSON.parse(text);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function broken(file: string, line: number, problem: string): OtpforgeError {
  return new OtpforgeError('PROBE_REPLAY', {
    message: `${file}:${line}: the trace ${problem}`,
    remedy: 'Replay a trace with the same command, image and otpforge version that recorded it.',
    details: { file, line },
  });
}
