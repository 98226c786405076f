import { readdirSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeIntelHex } from '../../src/image/index.js';
import { f401 } from '../support/banks.js';
import { inFolder, journalOf, otpforge, stateFolderOf } from '../support/cli.js';
import { imageOf } from '../support/images.js';
import { journalText, lastHash, runEntries } from './made.js';

const { base } = f401.bank.otp;
const probe = ['--probe', 'sim:STM32F401RE,file=unit.chip'];

const inProject = (work: (folder: string) => Promise<void>) =>
  inFolder(async (folder) => {
    await writeFile(join(folder, 'unit.hex'), writeIntelHex(imageOf([base, [1, 2, 3, 4]])));
    await writeFile(join(folder, 'other.hex'), writeIntelHex(imageOf([base, [255, 2, 3, 4]])));
    await work(folder);
  });
const program = (folder: string, ...flags: string[]) =>
  otpforge(['program', 'unit.hex', ...probe, '--yes', ...flags], folder);

describe('otpforge program', () => {
  it('keeps a journal in the state folder', () =>
    inProject(async (folder) => {
      expect(await program(folder)).toMatchObject({
        exitCode: 0,
        stderr: expect.not.stringContaining('journal'),
      });
      const lines = (await readFile(journalOf(folder), 'utf8')).trim().split('\n');
      expect(lines).toHaveLength(2);
    }));

  it('keeps it where --journal or otpforge.yaml says, and nowhere with --no-journal', () =>
    inProject(async (folder) => {
      const config = 'format: otpforge.config/1\njournal: line1.jsonl\n';
      await mkdir(join(folder, 'project'));
      await writeFile(join(folder, 'project', 'otpforge.yaml'), config);
      await program(folder, '--config', 'project/otpforge.yaml');
      await program(folder, '--config', 'project/otpforge.yaml', '--journal', 'mine.jsonl');
      await program(folder, '--config', 'project/otpforge.yaml', '--no-journal');
      await program(folder, '--no-journal');
      await writeFile(join(folder, 'otpforge.yaml'), 'format: otpforge.config/1\njournal: false\n');
      await program(folder);
      const lineCount = async (file: string) =>
        (await readFile(join(folder, file), 'utf8')).split('\n').length - 1;
      expect(await lineCount('project/line1.jsonl')).toBe(2);
      expect(await lineCount('mine.jsonl')).toBe(2);
      expect(readdirSync(stateFolderOf(folder)).filter((name) => name.startsWith('journal'))).toEqual([]);
    }));

  it('says that a journal ended in a torn line', () =>
    inProject(async (folder) => {
      await writeFile(join(folder, 'j.jsonl'), '{"format":"otpforge.journal/1","prev');
      const { exitCode, stderr } = await program(folder, '--journal', 'j.jsonl');
      expect(exitCode).toBe(0);
      expect(stderr).toContain('j.jsonl ended in a line that was cut');
    }));

  it('refuses before the first write when the journal cannot be written', () =>
    inProject(async (folder) => {
      const { exitCode, stdout } = await program(folder, '--journal', 'other.hex', '--json');
      expect(exitCode).toBe(3);
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'JOURNAL_INVALID' } });
      const { stdout: held } = await otpforge(['read', ...probe, '--json'], folder);
      expect(JSON.parse(held)).toMatchObject({ bytes: expect.stringMatching(/^FF FF FF FF/) });
    }));
});

describe('otpforge journal', () => {
  it('lists runs, and those of one die', () =>
    inProject(async (folder) => {
      await program(folder);
      await program(folder);
      await otpforge(['program', 'other.hex', ...probe, '--yes'], folder);
      await otpforge(['program', 'unit.hex', '--probe', 'sim:STM32F401RE', '--yes', '--shared'], folder);
      const { stdout } = await otpforge(['journal', 'list', '--json'], folder);
      const { runs } = JSON.parse(stdout);
      expect(runs.map(({ result, codes, unitsBurnt }: never) => [result, codes, unitsBurnt])).toEqual([
        ['done', [], 4],
        ['nothing-to-do', [], 0],
        ['refused', ['CONFLICT'], 0],
        ['done', [], 4],
      ]);
      const { uid } = runs[0];
      const one = await otpforge(['journal', 'list', '--uid', uid.toLowerCase()], folder);
      expect(one.exitCode).toBe(0);
      expect(one.stdout.split('\n').filter((line) => line.includes('STM32F401RE'))).toHaveLength(3);
      expect(one.stdout).toMatch(/refused \(CONFLICT\)/);
      for (const line of one.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    }));

  it('names what may have been in flight, until a run has finished it', () =>
    inProject(async (folder) => {
      const cut = `sim:STM32F401RE,file=unit.chip,fault=lost@16`;
      expect(await otpforge(['program', 'unit.hex', '--probe', cut, '--yes'], folder)).toMatchObject({
        exitCode: 7,
      });
      const text = await otpforge(['journal', 'list'], folder);
      expect(text.stdout).toContain('0 burnt  0 locks set  perhaps 4 B, 0 locks more');
      expect(text.stdout).toContain(
        'interrupted and not finished since; it was burning 0x1FFF7800 to 0x1FFF7803',
      );
      await program(folder);
      const { stdout } = await otpforge(['journal', 'list', '--json'], folder);
      expect(JSON.parse(stdout)).toMatchObject({ interrupted: [] });
    }));

  it('verifies the chain, and names the first bad line with exit code 6', () =>
    inProject(async (folder) => {
      await program(folder);
      await program(folder);
      expect(await otpforge(['journal', 'verify'], folder)).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining('4 lines, each follows from the one before'),
      });
      const text = await readFile(journalOf(folder), 'utf8');
      await writeFile(join(folder, 'changed.jsonl'), text.replace('"unitsBurnt":4', '"unitsBurnt":3'));
      const changed = await otpforge(['journal', 'verify', 'changed.jsonl'], folder);
      expect(changed.exitCode).toBe(6);
      expect(changed.stdout).toContain('BROKEN at line 3: it does not follow from line 2');
      const json = await otpforge(['journal', 'verify', 'changed.jsonl', '--json'], folder);
      expect(JSON.parse(json.stdout)).toMatchObject({ result: 'broken', firstBad: { line: 3 }, lines: 4 });
      expect((await otpforge(['journal', 'list', 'changed.jsonl'], folder)).exitCode).toBe(6);
    }));

  it('goes through the files of all days, behind that of an older version', () =>
    inProject(async (folder) => {
      const old = journalText(runEntries({ uid: '0102030405060708090A0B0C' }));
      const state = stateFolderOf(folder);
      await mkdir(state);
      await writeFile(join(state, 'journal.jsonl'), old);
      await writeFile(
        join(state, 'journal-2026-01-01.jsonl'),
        journalText(runEntries({ uid: '0102030405060708090A0B0D' }), lastHash(old)),
      );
      await program(folder);
      const verified = await otpforge(['journal', 'verify'], folder);
      expect(verified).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining(
          'journal-{day}.jsonl: 6 lines in 3 files, each follows from the one before\nlast ',
        ),
      });
      expect(verified.stdout).not.toContain('it follows the journal');
      const { stdout } = await otpforge(['journal', 'list', '--json'], folder);
      expect(JSON.parse(stdout)).toMatchObject({ result: 'intact', runs: [{}, {}, {}] });
      const one = await otpforge(['journal', 'verify', journalOf(folder)], folder);
      expect(one.stdout).toContain('it follows the journal whose last line is ');
      await rm(join(state, 'journal-2026-01-01.jsonl'));
      const broken = await otpforge(['journal', 'verify'], folder);
      expect(broken).toMatchObject({
        exitCode: 6,
        stdout: expect.stringContaining(
          `${journalOf(folder)}: BROKEN at line 1: it does not follow from the last line of journal.jsonl`,
        ),
      });
      expect(await program(folder)).toMatchObject({
        exitCode: 3,
        stderr: expect.stringContaining('[JOURNAL_INVALID]'),
      });
    }));

  it('says that there is no journal', () =>
    inProject(async (folder) => {
      const { exitCode, stderr } = await otpforge(['journal', 'verify', 'none.jsonl'], folder);
      expect(exitCode).toBe(3);
      expect(stderr).toContain('none.jsonl: no such file');
    }));
});
