import type { JournalLine } from './line.js';

/** An erase of a reserved sector as a journal reports it. */
export interface ErasedSector {
  readonly run: string;
  readonly time: string;
  readonly device: string;
  readonly uid: string;
  readonly address: number;
  readonly length: number;
  /** `no-end`: it was interrupted before it could write its last line, or still runs. */
  readonly result: 'blank' | 'failed' | 'no-end';
  readonly codes: readonly string[];
  /** The file that keeps what the sector held. */
  readonly saved?: string;
}

/** The erases among some lines, in the order of their first lines. */
export function erasesOf(lines: readonly JournalLine[]): readonly ErasedSector[] {
  const erases = new Map<string, ErasedSector>();
  for (const line of lines) {
    if (line.state !== 'erase') continue;
    const { run, time, device, uid, address, length, saved, result, codes } = line;
    const first = erases.get(run) ?? {
      run,
      time,
      device,
      uid,
      address,
      length,
      ...(saved !== undefined && { saved }),
    };
    erases.set(run, { ...first, result: result === 'begun' ? 'no-end' : result, codes });
  }
  return [...erases.values()];
}
