import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeElf, soundLoader } from '../loader/make-elf.js';
import { inFolder, otpforge } from '../support/cli.js';

it('prints no control characters out of the file that it reads', () =>
  inFolder(async (folder) => {
    const spec = soundLoader();
    const hostile = { name: '\x1b[2Jhostile', flags: 2, address: 0x8000, bytes: new Uint8Array(4) };
    await writeFile(join(folder, 'hostile.elf'), makeElf({ ...spec, sections: [...spec.sections, hostile] }));
    const { stdout, exitCode } = await otpforge(['lint', 'hostile.elf'], folder);
    expect(stdout).toContain('[leftover-section] \\u{1B}[2Jhostile');
    expect(stdout).not.toContain('\x1b');
    expect(exitCode).toBe(3);
  }));
