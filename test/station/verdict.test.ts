import { describe, expect, it } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import { errorShown } from '../../src/station/verdict.js';

const remedy = 'Run the same command again: it reads the chip and finishes.';

describe('what a slot shows of a visit that ended in an error', () => {
  it.each(['BURN_FAILED', 'BURN_INTERRUPTED', 'BURN_STOPPED', 'READ_BACK_DIFFERS'] as const)(
    '%s has advice for hands, since nobody at a station has run a command',
    (code) => {
      const error = new OtpforgeError(code, { message: 'interrupted', remedy });
      expect(errorShown(error, false)).toEqual({
        ...{ status: 'fail', code, message: 'interrupted' },
        next: 'Take the board out, and present it again.',
      });
    },
  );

  it('keeps the advice of every other error, and has some where there is none', () => {
    const next = 'Set the board aside.';
    const known = new OtpforgeError('UNIT_SCRAPPED', { message: 'the unit is scrapped', remedy: next });
    expect(errorShown(known, false)).toMatchObject({ status: 'fail', next });
    const bare = new OtpforgeError('PROBE_LOST', { message: 'gone' });
    expect(errorShown(bare, false).next).toBe('Take the board out, and present it again.');
  });

  it('is NOT RECORDED where all that is missing is the record, and FAIL where more is', () => {
    const error = new OtpforgeError('NOT_RECORDED', { message: 'the ledger is full' });
    expect([errorShown(error, true).status, errorShown(error, false).status]).toEqual([
      'not-recorded',
      'fail',
    ]);
  });
});
