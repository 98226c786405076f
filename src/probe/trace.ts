import { appendFileSync, writeFileSync } from 'node:fs';
import { type JsonValue, OtpforgeError } from '../errors/index.js';
import type { SparseImage } from '../image/index.js';
import type { Secrets } from '../secrets/secrets.js';
import type { AccessWidth, FlashProgress, RegisterName, RegisterValues } from '../target/index.js';
import { printableJson } from '../text/printable.js';
import { type CutOffRun, keepsPast, type PastKeeper } from './past-runs.js';
import type { BreakpointHandle, Probe, ProbeIdentity } from './probe.js';
import { type TraceEntry, traceBytes, traceError, traceFormat, traceImage } from './trace-format.js';
import type { TraceHead } from './trace-head.js';
import { redactEntry, redactedText } from './trace-redact.js';

/**
 * Wraps a probe so that each call is appended to a JSON-lines file before its result is used. With secrets the
 * file leaves them out; it can then be read, but replayed only as far as it is whole.
 */
export function traceProbe(probe: Probe, file: string, about: TraceHead, secrets?: Secrets): Probe {
  const format = `${traceFormat.format}/${traceFormat.major}`;
  const head = { format, ...about, ...(secrets && { redacted: redactedText }) };
  try {
    writeFileSync(file, `${printableJson(head)}\n`, { mode: 0o600 });
  } catch (cause) {
    throw traceLost(file, cause);
  }
  return new TracingProbe(probe, file, (entry) => {
    appendFileSync(file, `${printableJson(secrets ? redactEntry(entry, secrets) : entry)}\n`);
  });
}

/** Wraps a probe so that `keep` gets each call before its result is used. */
export function recordProbe(probe: Probe, keep: (entry: TraceEntry) => void): Probe {
  return new TracingProbe(probe, '', keep);
}

function traceLost(file: string, cause: unknown): OtpforgeError {
  return new OtpforgeError('FILE_WRITE_FAILED', {
    message: `${file}: the trace cannot be written: ${String(cause)}`,
    remedy: 'Name a file with --trace that is writable and has room.',
    details: { file },
    cause,
  });
}

class TracingProbe implements Probe, PastKeeper {
  readonly #probe: Probe;
  readonly #write: (entry: TraceEntry) => void;
  readonly #file: string;
  #lost: unknown;

  constructor(probe: Probe, file: string, write: (entry: TraceEntry) => void) {
    this.#probe = probe;
    this.#file = file;
    this.#write = write;
  }

  identify(): Promise<ProbeIdentity> {
    return this.#record('identify', [], () => this.#probe.identify(), identityJson);
  }

  resetHalt(): Promise<void> {
    return this.#record('resetHalt', [], () => this.#probe.resetHalt());
  }

  readMemory(address: number, length: number, width: AccessWidth = 'auto'): Promise<Uint8Array> {
    return this.#record(
      'readMemory',
      [address, length, width],
      () => this.#probe.readMemory(address, length, width),
      traceBytes,
    );
  }

  writeMemory(address: number, data: Uint8Array, width: AccessWidth = 'auto'): Promise<void> {
    return this.#record('writeMemory', [address, traceBytes(data), width], () =>
      this.#probe.writeMemory(address, data, width),
    );
  }

  readRegisters(names: readonly RegisterName[]): Promise<RegisterValues> {
    return this.#record('readRegisters', [names], () => this.#probe.readRegisters(names), registersJson);
  }

  writeRegisters(values: RegisterValues): Promise<void> {
    return this.#record('writeRegisters', [registersJson(values)], () => this.#probe.writeRegisters(values));
  }

  setBreakpoint(address: number): Promise<BreakpointHandle> {
    return this.#record(
      'setBreakpoint',
      [address],
      () => this.#probe.setBreakpoint(address),
      (handle) => ({ ...handle }),
    );
  }

  clearBreakpoint(handle: BreakpointHandle): Promise<void> {
    return this.#record('clearBreakpoint', [{ ...handle }], () => this.#probe.clearBreakpoint(handle));
  }

  go(): Promise<void> {
    return this.#record('go', [], () => this.#probe.go());
  }

  waitHalted(timeoutMs: number): Promise<boolean> {
    return this.#record('waitHalted', [timeoutMs], () => this.#probe.waitHalted(timeoutMs), Boolean);
  }

  programFlash(image: SparseImage, progress?: (state: FlashProgress) => void): Promise<void> {
    return this.#record('programFlash', [traceImage(image)], () => this.#probe.programFlash(image, progress));
  }

  resetRun(): Promise<void> {
    return this.#record('resetRun', [], () => this.#probe.resetRun());
  }

  async cutOffRuns(ask: () => Promise<readonly CutOffRun[]>): Promise<readonly CutOffRun[]> {
    const runs = await (keepsPast(this.#probe) ? this.#probe.cutOffRuns(ask) : ask());
    if (runs.length > 0) this.#append({ call: 'cutOffRuns', args: [], result: runs.map(runJson), ms: 0 });
    return runs;
  }

  async close(): Promise<void> {
    await this.#record('close', [], () => this.#probe.close());
    if (this.#lost !== undefined) throw traceLost(this.#file, this.#lost);
  }

  async #record<T>(
    call: keyof Probe,
    args: readonly JsonValue[],
    work: () => Promise<T>,
    json: (result: T) => JsonValue = () => null,
  ): Promise<T> {
    const start = performance.now();
    const elapsed = () => Math.round((performance.now() - start) * 1000) / 1000;
    let result: T;
    try {
      result = await work();
    } catch (error) {
      this.#append({ call, args, error: traceError(error), ms: elapsed() });
      throw error;
    }
    this.#append({ call, args, result: json(result), ms: elapsed() });
    return result;
  }

  // A burn does not stop because its record cannot be kept; the lost record is reported at the end.
  #append(entry: TraceEntry): void {
    try {
      this.#write(entry);
    } catch (error) {
      this.#lost ??= error;
    }
  }
}

function identityJson({ device, vtrefMv, ...known }: ProbeIdentity): JsonValue {
  return { ...known, device: device ?? null, vtrefMv: vtrefMv ?? null };
}

function runJson({ units, since = [], isErase = false }: CutOffRun): JsonValue {
  const span = ({ address, length }: CutOffRun['units'][number]) => ({ address, length });
  return { units: units.map(span), since: since.map(span), ...(isErase && { isErase }) };
}

function registersJson(values: RegisterValues): JsonValue {
  return Object.fromEntries(Object.entries(values));
}
