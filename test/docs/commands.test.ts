import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { registerCommands } from '../../src/cli/commands/index.js';

const pages = [
  'README.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

const program = new Command('otpforge');
await registerCommands(program, () => undefined, undefined);

/** Command lines of a page, in blocks and in running text. */
function commandsOf(page: string): readonly (readonly string[])[] {
  const text = readFileSync(page, 'utf8');
  const lines = [
    ...text.matchAll(/^\$ otpforge ([^\n|>#]+)/gm),
    ...text.matchAll(/`otpforge ([a-z][^`|>#]*)`/g),
  ];
  return lines.map(([, line = '']) => line.trim().split(/[\s/]+/));
}

/** What is wrong with a command line; undefined when nothing is. */
function problemOf(words: readonly string[]): string | undefined {
  let command = program;
  let at = 0;
  for (; at < words.length; at += 1) {
    const below = command.commands.find((each) => each.name() === words[at]);
    if (!below) break;
    command = below;
  }
  if (command === program) return `no command ${words[0]}`;
  const flags = ['-h', '--help', ...command.options.flatMap(({ short, long }) => [short, long])];
  const unknown = words.slice(at).find((word) => /^--?[a-z]/.test(word) && !flags.includes(word));
  return unknown === undefined ? undefined : `${command.name()} has no ${unknown}`;
}

describe('command lines in the docs', () => {
  it('are many', () => {
    expect(pages.flatMap(commandsOf).length).toBeGreaterThan(60);
  });

  it.each(pages)('have commands and flags that there are, %s', (page) => {
    const problems = commandsOf(page).flatMap((words) => {
      const problem = problemOf(words);
      return problem === undefined ? [] : [`otpforge ${words.join(' ')}: ${problem}`];
    });
    expect(problems).toEqual([]);
  });
});
