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
});
