import { describe, expect, it } from 'vitest';
import { visitVerdict } from '../../src/cli/visit-verdict.js';
import { type ErrorCode, OtpforgeError } from '../../src/errors/index.js';
import { plain } from '../../src/text/tone.js';
import { otpforgeHere } from '../support/in-process.js';

describe('the last line of a visit that ended with an error', () => {
  it.each<[ErrorCode, string, number]>([
    ['DECLINED', 'STOPPED: nothing was written. Values that the die has stay reserved for it.', 8],
    ['STOPPED', 'STOPPED: nothing was written. Values that the die has stay reserved for it.', 8],
    ['UNIT_SCRAPPED', 'REFUSED: nothing was written. Read the reason above.', 5],
    ['UNIT_BUSY', 'REFUSED: nothing was written. Read the reason above.', 5],
    ['BURN_STOPPED', 'INTERRUPTED: present the board again: it gets the same values.', 7],
    ['NOT_RECORDED', 'INTERRUPTED: present the board again: it gets the same values.', 7],
    ['VERIFIED_UNIT_CHANGED', 'FAILED: set the unit aside.', 6],
    ['REWORK_OPEN', 'FAILED: run the same command again with --rework.', 6],
    ['PROBE_LOST', 'NOT PROGRAMMED: nothing was written. Check cable, supply and probe, and try again.', 4],
  ])('of %s is "%s"', (code, line, exitCode) => {
    const error = new OtpforgeError(code, { message: 'why' });
    expect([plain(visitVerdict(error)), error.exitCode]).toEqual([line, exitCode]);
  });

  it('is printed', async () => {
    const { stderr, exitCode } = await otpforgeHere(['unit', 'missing.yaml', '--yes']);
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^NOT PROGRAMMED: nothing was written/);
    expect(exitCode).toBeGreaterThan(0);
  });
});
