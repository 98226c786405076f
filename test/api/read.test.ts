import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { read } from '../../src/api/read.js';
import { inFolder } from '../support/cli.js';

it.each(['otp.elf', 'otp.S19'])('makes no Intel HEX that is called %s, before it looks at a chip', (name) =>
  inFolder(async (folder) => {
    const [output, chip] = [join(folder, name), join(folder, 'unit.chip')];
    await expect(read({ probe: `sim:STM32F401RE,file=${chip}`, output })).rejects.toMatchObject({
      code: 'IMAGE_OUTPUT_FORMAT',
      exitCode: 2,
    });
    expect([existsSync(output), existsSync(chip)]).toEqual([false, false]);
  }),
);
