import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { plan } from '../../src/api/plan.js';
import { program } from '../../src/api/program.js';
import { writeIntelHex } from '../../src/image/index.js';
import { f401 } from '../support/banks.js';
import { inFolder } from '../support/cli.js';
import { imageOf } from '../support/images.js';

// A folder in its place is to a trace what a full disk is.
it('a burn stands when its trace cannot be finished, and the note says so', () =>
  inFolder(async (folder) => {
    const [image, trace] = [join(folder, 'unit.hex'), join(folder, 'run.jsonl')];
    await writeFile(image, writeIntelHex(imageOf([f401.bank.otp.base, [1, 2, 3, 4]])));
    const chip = { image, probe: `sim:STM32F401RE,file=${join(folder, 'unit.chip')}` };
    const notes: string[] = [];
    const report = await program({
      ...chip,
      trace,
      note: (text) => notes.push(text),
      confirm: async () => {
        await rm(trace);
        await mkdir(trace);
        return true;
      },
    });
    expect(report).toMatchObject({ result: 'done', unitsBurnt: 4 });
    expect(notes).toEqual([
      expect.stringMatching(/a new simulated chip was made$/),
      expect.stringMatching(/The unit was programmed and verified, but .*the trace cannot be written/),
    ]);
    expect(await plan(chip)).toMatchObject({ units: [{ state: 'skip' }, {}, {}, {}] });
  }));
