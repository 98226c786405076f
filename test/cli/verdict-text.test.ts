import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { RefusalCode } from '../../src/burn/index.js';
import { errorVerdict, planVerdict, reportVerdict } from '../../src/cli/verdict-text.js';
import { type ErrorCode, ExitCode, errorCodes, OtpforgeError } from '../../src/errors/index.js';
import { plain, toned } from '../../src/text/tone.js';

const verdictOf = (code: ErrorCode) => errorVerdict(new OtpforgeError(code, { message: 'odd' }));

describe('the last line of a program run that failed', () => {
  it.each(Object.entries(errorCodes))('never says PASS, and says what to do: %s', (code, exitCode) => {
    const line = plain(verdictOf(code as ErrorCode));
    expect(line).toMatch(/^(NOT PROGRAMMED|REFUSED|FAILED|INTERRUPTED): .*\.$/);
    const untouched = ![ExitCode.Internal, ExitCode.VerifyFailed, ExitCode.Interrupted].includes(
      exitCode as 1,
    );
    if (code !== 'BUILD_DIFFERS') expect(line.includes('nothing was written')).toBe(untouched);
  });

  it.each([
    ['BURN_INTERRUPTED', 'INTERRUPTED: run the same command with the same image again.'],
    ['READ_BACK_DIFFERS', 'FAILED: run the same command once more. If it fails again, set the unit aside.'],
    ['UNPLANNED_CHANGE', 'FAILED: set the unit aside.'],
    ['UNIT_INVALID', 'FAILED: set the unit aside.'],
    ['PROBE_LOST', 'NOT PROGRAMMED: nothing was written. Check cable, supply and probe, and try again.'],
    ['DECLINED', 'NOT PROGRAMMED: nothing was written. Run the command again to program the unit.'],
    ['CHIP_CHANGED', 'REFUSED: nothing was written. Set the unit aside, and read the reason above.'],
  ] as const)('%s', (code, line) => {
    expect(plain(verdictOf(code))).toBe(line);
  });

  it('is not a colour of success', () => {
    for (const code of Object.keys(errorCodes)) {
      expect(verdictOf(code as ErrorCode)).not.toContain(toned('pass', 'x')[0]);
    }
  });
});

type Plan = Parameters<typeof planVerdict>[0];

function planWith(...codes: RefusalCode[]): Plan {
  const refusals = codes.map((code) => ({ code, message: 'odd', remedy: 'mend it' }));
  return { refusals, units: [], firmware: [] } as unknown as Plan;
}

describe('the last line of a refused plan', () => {
  it.each([
    [['LOCKED'], 'Set the unit aside, and read the reason above.'],
    [['OTHER_UNIT'], 'Take the image of this unit, or a blank unit.'],
    [['VOLTAGE'], 'Check the supply, and try again.'],
    [['PARTIAL'], 'Correct the image or its data, and try again.'],
    // What no better image mends comes first.
    [['PARTIAL', 'DAMAGED'], 'Set the unit aside, and read the reason above.'],
  ] as const)('%j', (codes, cure) => {
    const plan = planWith(...codes);
    expect(plain(planVerdict(plan))).toBe(`REFUSED: nothing will be written. ${cure}`);
    const report = { result: 'refused', plan } as unknown as Parameters<typeof reportVerdict>[0];
    expect(plain(reportVerdict(report))).toBe(`REFUSED: nothing was written. ${cure}`);
  });
});

describe('the last line of a plan with nothing to burn', () => {
  const planOf = (kind: 'otp' | 'sector', units: number, firmware: number) =>
    ({
      area: { kind },
      refusals: [],
      units: Array.from({ length: units }, () => ({ state: 'skip' })),
      firmware: Array.from({ length: firmware }, () => ({})),
    }) as unknown as Plan;

  it.each([
    ['otp', 1, 0, 'the OTP holds everything already'],
    ['sector', 1, 1, 'program compares the firmware, and the reserved sector holds everything already'],
    ['sector', 0, 1, 'program writes the firmware where it differs'],
  ] as const)('%s, %d units, %d ranges of firmware', (kind, units, firmware, text) => {
    expect(plain(planVerdict(planOf(kind, units, firmware)))).toBe(`READY: ${text}`);
  });
});

describe('docs/exit-codes.md', () => {
  it('names the codes after which a second run is of no use', async () => {
    const page = await readFile('docs/exit-codes.md', 'utf8');
    const [, named = ''] = /then set the unit aside; at (.*?) at once/.exec(page) ?? [];
    const codes = Object.keys(errorCodes).filter(
      (code) => plain(verdictOf(code as ErrorCode)) === 'FAILED: set the unit aside.',
    );
    expect([...named.matchAll(/`(\w+)`/g)].map(([, code]) => code).toSorted()).toEqual(codes.toSorted());
  });
});
