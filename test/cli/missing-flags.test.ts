import { describe, expect, it } from 'vitest';
import { otpforgeHere } from '../support/in-process.js';

describe('a command without a flag that no file of defaults can have', () => {
  it.each([
    ['--output', ['ledger', 'backup', 'line.yaml']],
    ['--output', ['ledger', 'export', 'line.yaml']],
    ['--output', ['ledger', 'report', 'line.yaml']],
    ['--reason', ['ledger', 'restore', 'line.yaml']],
    ['--output', ['merge', 'fw.hex']],
    ['--csv', ['merge', '--check', '--layout', 'otp.yaml']],
  ])('names %s alone: %j', async (flag, args) => {
    const { exitCode, stderr } = await otpforgeHere(args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(flag);
    expect(stderr).not.toContain('otpforge.yaml');
  });

  it('names the file of defaults for what it can have', async () => {
    const { stderr } = await otpforgeHere(['read']);
    expect(stderr).toContain('--probe is missing');
    expect(stderr).toContain('otpforge.yaml');
  });
});
