import type { JsonValue } from '../errors/index.js';
import { redactError } from '../secrets/redact-error.js';
import type { Secrets } from '../secrets/secrets.js';
import { replayedError, type TraceEntry, traceError } from './trace-format.js';

/** What stands for a byte that is left out, in place of its two digits. */
const hiddenByte = '**';

/** A sentence for the head of a trace that leaves something out. */
export const redactedText =
  'Bytes of secret fields and of the RAM they pass through are "**", core registers null; replay: cannot go past the first of them.';

/** A call without secret bytes, the RAM that they pass through, and the registers that may hold one. */
export function redactEntry(entry: TraceEntry, secrets: Secrets): TraceEntry {
  const [address, data] = entry.args;
  const shown: TraceEntry = {
    ...entry,
    ...(entry.call === 'writeMemory' && {
      args: [address ?? null, hide(address, data), ...entry.args.slice(2)],
    }),
    ...(entry.call === 'programFlash' && { args: entry.args.map(hideSegments) }),
    ...(entry.call === 'readMemory' && 'result' in entry && { result: hide(address, entry.result) }),
    ...(entry.call === 'readRegisters' && 'result' in entry && { result: hideRegisters(entry.result) }),
    ...(entry.error && { error: traceError(redactError(replayedError(entry.error), secrets)) }),
  };
  const redacted = JSON.stringify(shown) !== JSON.stringify(entry);
  return redacted ? { ...shown, redacted } : entry;

  function hide(at: JsonValue | undefined, hex: JsonValue | undefined): JsonValue {
    if (typeof at !== 'number' || typeof hex !== 'string') return null;
    const length = hex.length / 2;
    const isCopy = secrets.mayHoldCopy(at, length) && !isJobHeader(hex);
    if (!isCopy && !secrets.hides(at, length)) return hex;
    const bytes = hex.match(/../g) ?? [];
    return bytes
      .map((byte, index) => {
        const here = at + index;
        return secrets.hides(here) || (isCopy && secrets.mayHoldCopy(here)) ? hiddenByte : byte;
      })
      .join('');
  }

  function hideSegments(segments: JsonValue): JsonValue {
    if (!Array.isArray(segments)) return null;
    return segments.map(({ address: at, bytes }) => ({ address: at, bytes: hide(at, bytes) }));
  }
}

/** The 32 bytes that begin a job, version 1: magic, status, counts and addresses, no data. */
function isJobHeader(hex: string): boolean {
  return hex.length === 64 && hex.startsWith('4250544f');
}

function hideRegisters(values: JsonValue | undefined): JsonValue {
  if (typeof values !== 'object' || values === null) return null;
  const shown = Object.entries(values).map(([name, value]) => [name, /^R\d+$/.test(name) ? null : value]);
  return Object.fromEntries(shown);
}
