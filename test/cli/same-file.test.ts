import { link, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeIntelHex } from '../../src/image/index.js';
import { f401 } from '../support/banks.js';
import { otpforge } from '../support/cli.js';
import { imageOf } from '../support/images.js';

const sim = (file: string) => ['--probe', `sim:STM32F401RE,file=${file}`];
const unit = ['unit.hex', '--yes'];
const layout = 'format: otpforge.layout/1\nbank: stm32f4-otp\nfields:\n  batch: { type: u32, offset: 0 }\n';

/** A folder with each file that a run may name, and links to one of them. */
const folder = await mkdtemp(join(tmpdir(), 'otpforge-same-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
const image = writeIntelHex(imageOf([f401.bank.otp.base, [1, 2, 3, 4]]));
await writeFile(join(folder, 'unit.hex'), image);
await writeFile(join(folder, 'otp.yaml'), layout);
await writeFile(join(folder, 'otpforge.yaml'), 'format: otpforge.config/1\n');
await symlink('unit.hex', join(folder, 'link.hex'));
await link(join(folder, 'unit.hex'), join(folder, 'hard.hex'));
await otpforge(['program', ...unit, ...sim('a.chip'), '--journal', 'j.jsonl'], folder);
await otpforge(['read', ...sim('a.chip'), '--trace', 'old.jsonl'], folder);

async function contents(): Promise<Record<string, string>> {
  const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => !entry.isDirectory());
  const texts = names.map(async ({ name }) => [name, await readFile(join(folder, name), 'utf8')]);
  return Object.fromEntries(await Promise.all(texts));
}

describe('a run that would overwrite one of its own files', () => {
  it.each([
    ['the journal', 'the chip file', ['program', ...unit, ...sim('a.chip'), '--journal', 'a.chip']],
    ['the journal', 'the chip file', ['program', ...unit, ...sim('new'), '--journal', './new']],
    ['the journal', 'the chip file', ['program', ...unit, ...sim('j.jsonl'), '--journal', 'j.jsonl']],
    ['the image', 'the journal', ['program', ...unit, ...sim('a.chip'), '--journal', 'link.hex']],
    ['the image', 'the journal', ['program', ...unit, ...sim('a.chip'), '--journal', 'hard.hex']],
    ['the image', 'the chip file', ['program', ...unit, ...sim('./unit.hex')]],
    ['the image', 'the trace', ['program', ...unit, ...sim('a.chip'), '--trace', 'hard.hex']],
    [
      'the layout',
      'the trace',
      ['plan', 'unit.hex', ...sim('a.chip'), '--layout', 'otp.yaml', '--trace', 'otp.yaml'],
    ],
    [
      'the journal',
      'the trace',
      ['plan', 'unit.hex', ...sim('a.chip'), '--journal', 'j.jsonl', '--trace', 'j.jsonl'],
    ],
    [
      'the journal',
      'the trace',
      ['program', ...unit, ...sim('a.chip'), '--journal', 'j-{day}.jsonl', '--trace', './j-2026-01-02.jsonl'],
    ],
    ['the chip file', 'the trace', ['verify', 'unit.hex', ...sim('a.chip'), '--trace', 'a.chip']],
    [
      'the replayed trace',
      'the trace',
      ['read', '--probe', 'replay:old.jsonl', '--device', 'STM32F401RE', '--trace', 'old.jsonl'],
    ],
    ['the output', 'the chip file', ['read', ...sim('a.chip'), '-o', 'a.chip']],
    ['the output', 'the trace', ['read', ...sim('a.chip'), '-o', 'new.hex', '--trace', 'new.hex']],
    ['the configuration', 'the trace', ['plan', 'unit.hex', ...sim('a.chip'), '--trace', './otpforge.yaml']],
    ['the configuration', 'the output', ['read', ...sim('a.chip'), '-o', 'otpforge.yaml']],
    [
      'the configuration',
      'the output',
      ['merge', 'unit.hex', '--config', 'otpforge.yaml', '-o', 'otpforge.yaml'],
    ],
  ])('is refused, naming %s and %s: otpforge %s', async (one, other, command) => {
    const before = await contents();
    const { exitCode, stdout } = await otpforge([...command, '--json'], folder);
    const { error } = JSON.parse(stdout);
    expect(error).toMatchObject({ code: 'FILE_OVERWRITES_INPUT', exitCode: 2 });
    expect(error.message).toMatch(new RegExp(`^${one} .* and ${other} .* are one file`));
    expect(exitCode).toBe(2);
    expect(await contents()).toEqual(before);
  });
});
