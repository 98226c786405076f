import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inFolder, otpforge } from '../support/cli.js';

it.each([
  ['install', [], /From now on/],
  ['install --dry-run', ['--dry-run'], /After an installation/],
])('%s says that J-Flash and loadfile burn OTP with no plan and no question', (_what, flags, when) =>
  inFolder(async (folder) => {
    const { stdout, exitCode } = await otpforge(
      ['install', '--dir', join(folder, 'devices'), ...flags],
      folder,
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(when);
    expect(stdout).toMatch(/J-Flash, loadfile .* burn OTP .* with no plan and no question, forever\./);
  }),
);
