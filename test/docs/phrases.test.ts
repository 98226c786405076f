import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { registerCommands } from '../../src/cli/commands/index.js';
import { findPhrases, proseOf } from './phrases.js';

/** Files that still have such phrases. The list only ever gets shorter: a clean file must leave it. */
const notYetClean: readonly string[] = JSON.parse(await readFile('test/docs/not-yet-clean.json', 'utf8'));

async function filesIn(folder: string, extension: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => name.endsWith(extension))
    .map((name) => join(folder, name).replaceAll('\\', '/'));
}

// The page on writing has to name what it advises against.
const inDocs = (await filesIn('docs', '.md')).filter((page) => page !== 'docs/contributing/writing.md');
const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...inDocs];
const sources = await filesIn('src', '.ts');

describe('phrases to avoid', () => {
  it.each([...pages, ...sources])('are not in %s, or the file waits on the list', async (file) => {
    const text = await readFile(file, 'utf8');
    const found = findPhrases(file.endsWith('.md') ? proseOf(text) : text);
    if (notYetClean.includes(file)) expect(found, `${file} is clean: take it off the list`).not.toEqual([]);
    else expect(found).toEqual([]);
  });

  it('are in no help text', async () => {
    const program = new Command('otpforge');
    await registerCommands(program, () => undefined, undefined);
    const commands = program.commands.flatMap((command) => [command, ...command.commands]);
    expect(commands.length).toBeGreaterThan(20);
    for (const command of commands) expect(findPhrases(helpOf(command)), command.name()).toEqual([]);
  });

  it('wait only in files that exist', () => {
    expect([...pages, ...sources]).toEqual(expect.arrayContaining([...notYetClean]));
  });

  it('are found across line ends, in comments and in joined strings', () => {
    expect(findPhrases('a unit that was\n   * cut off')).toHaveLength(1);
    expect(findPhrases("'the image holds ' +\n 'no byte'")).toHaveLength(1);
    expect(findPhrases('There is no such file, and this flag is no longer used.')).toEqual([]);
    expect(findPhrases('This is no file.')).toHaveLength(1);
  });
});

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  return text;
}
