import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listJournal } from '../../src/index.js';
import { inFolder } from '../support/cli.js';
import { Bench } from './bench.js';

const wanted = [
  { word: 60, value: 0xcafe0001, lock: true },
  { word: 61, value: 0x00000007, lock: true },
];
/** Every moment at which the host can die: around each call of dfu-util, and before and after the fuses are written. */
const moments = [
  'list-1-before',
  'upload-1-before',
  'upload-1-after',
  'download-1-before',
  'download-1-middle',
  'download-1-after',
  'upload-2-before',
  'upload-2-after',
];
const steps = ['values', 'locks'] as const;
const cases = steps.flatMap((step) => moments.map((kill) => ({ step, kill })));

describe('a run that is killed', () => {
  it.each(cases)('in the step of $step at $kill ends right when it is run again', async ({ step, kill }) => {
    await inFolder(async (folder) => {
      const bench = new Bench(folder);
      if (step === 'locks') expect(await run(bench)).toBe('written');
      bench.set({ kill });
      expect(await run(bench)).toBe('SIGKILL');
      bench.set({});
      const results = [];
      for (let again = 0; again < 4 && results.at(-1) !== 'nothing-to-do'; again += 1) {
        results.push(await run(bench));
        bench.reset();
      }
      expect(results.at(-1)).toBe('nothing-to-do');
      for (const { word, value } of wanted) {
        expect(bench.chip.words[word]).toMatchObject({ value, locked: true, broken: false });
      }
      // Two values and two locks, whatever was tried how often.
      expect(bench.chip).toMatchObject({ doubleWrites: 0 });
      const { runs, result } = await listJournal({ file: bench.journal });
      expect(result).toBe('intact');
      expect(runs.map(({ result: end }) => end)).toContain('no-end');
    });
  });
});

let files = 0;

/** What one run ended with: its result, or the signal. */
function run(bench: Bench): Promise<string> {
  files += 1;
  const options = {
    words: wanted,
    device: 'STM32MP157C',
    against: bench.dump(),
    output: join(bench.folder, `file-${files}.bin`),
    dfu: bench.program,
    journal: bench.journal,
    shared: true,
  };
  writeFileSync(join(bench.folder, 'options.json'), JSON.stringify(options));
  return new Promise((done, fail) => {
    const child = spawn(
      process.execPath,
      [resolve('test/fuse/stand-in/write.mjs'), JSON.stringify(options)],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, OTPFORGE_STATE_DIR: join(bench.folder, 'state') },
      },
    );
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', fail);
    // The stand-in holds the output: it ends when the board has done what it was at.
    child.on('close', (_, signal) => done(signal ?? output));
  });
}
