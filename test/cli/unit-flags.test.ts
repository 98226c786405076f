import { describe, expect, it } from 'vitest';
import { otpforgeHere } from '../support/in-process.js';

describe('otpforge unit', () => {
  it('advises --yes alone where nobody can be asked, since it has no --confirm', async () => {
    const { exitCode, stdout } = await otpforgeHere(['unit', 'line.yaml', '--json']);
    expect(exitCode).toBe(8);
    const { error } = JSON.parse(stdout);
    expect(error.code).toBe('NOBODY_TO_ASK');
    expect(error.remedy).toMatch(/^Give --yes\b(?!.*--confirm)/);
  });

  it.each([
    ['a field that was scanned twice', ['lot=A', 'lot=B'], 'lot was scanned twice'],
    ['a scan without a field', ['LOT-1'], '--scan takes a field and what was scanned for it'],
  ])('refuses %s before it looks for the line', async (_what, scans, message) => {
    const flags = scans.flatMap((scan) => ['--scan', scan]);
    const { exitCode, stdout } = await otpforgeHere(['unit', 'no.yaml', '--yes', '--json', ...flags]);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'USAGE', message });
  });
});
