import { describe, expect, it } from 'vitest';
import { type EndLine, type JournalEntry, runsOf } from '../../src/journal/index.js';
import { noLine } from '../../src/journal/line.js';
import { runEntries } from './made.js';

const units = [
  { address: 0x1fff7800, length: 16, kind: 'data', state: 'burn' },
  { address: 0x1fff7810, length: 4, kind: 'data', state: 'skip' },
  { address: 0x1fff7a00, length: 1, kind: 'lock', state: 'burn' },
] as const;

function listed(entries: readonly JournalEntry[]) {
  return runsOf(entries.map((entry) => ({ format: 'otpforge.journal/1', previous: noLine, ...entry })));
}

const ended = (end: Partial<EndLine>) => listed(runEntries({ units }, end))[0];

describe('what a journal knows that a run has burnt', () => {
  it('is what was read back, where the run was done', () => {
    const run = ended({ result: 'done', unitsBurnt: 16, locksSet: 1, written: 'otp' });
    expect(run).toMatchObject({ unitsBurnt: 16, locksSet: 1 });
    expect(run).not.toHaveProperty('perhaps');
  });

  it('is perhaps everything where a run never said how it ended, also as an older version wrote it', () => {
    const [run] = listed(runEntries({ units }).slice(0, 1));
    expect(run).toMatchObject({
      result: 'no-end',
      unitsBurnt: 0,
      locksSet: 0,
      perhaps: { bytes: 16, locks: 1 },
    });
    const older = { result: 'stopped', codes: ['BURN_STOPPED'] } as const;
    expect(ended(older)).toMatchObject({ perhaps: { bytes: 16, locks: 1 } });
  });

  it('is perhaps the data, and no lock, where it was interrupted in the data', () => {
    const end = { result: 'interrupted', codes: ['BURN_INTERRUPTED'], step: '16 OTP data units' } as const;
    expect(ended(end)?.perhaps).toEqual({ bytes: 16, locks: 0 });
    expect(ended({ ...end, unitsBurnt: 0, locksSet: 0, written: 'otp' })?.perhaps).toEqual({
      bytes: 16,
      locks: 0,
    });
  });

  it('is the data and perhaps the locks where it was interrupted in the locks', () => {
    const end = { result: 'interrupted', codes: ['BURN_INTERRUPTED'], step: '1 OTP locks' } as const;
    const run = ended({ ...end, unitsBurnt: 16, locksSet: 0, written: 'otp' });
    expect(run).toMatchObject({ unitsBurnt: 16, locksSet: 0, perhaps: { bytes: 0, locks: 1 } });
  });

  it('is known where the run was stopped between data and locks', () => {
    const end = {
      result: 'stopped',
      codes: ['BURN_STOPPED'],
      unitsBurnt: 16,
      locksSet: 0,
      written: 'otp',
    } as const;
    expect(ended(end)).toMatchObject({ unitsBurnt: 16 });
    expect(ended(end)).not.toHaveProperty('perhaps');
  });

  it('is nothing where the run ended before it wrote OTP', () => {
    const ends: Partial<EndLine>[] = [
      { result: 'stopped', codes: ['STOPPED'] },
      { result: 'failed', codes: ['FIRMWARE_DIFFERS'] },
      { result: 'interrupted', codes: ['BURN_INTERRUPTED'], step: 'the firmware' },
    ];
    for (const end of ends) expect(ended(end), JSON.stringify(end)).not.toHaveProperty('perhaps');
  });
});
