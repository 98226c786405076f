import { Command, type Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { registerCommands } from '../../src/cli/commands/index.js';
import { addSections, helpSettings } from '../../src/cli/help.js';
import { widthOf } from '../../src/cli/wrap.js';
import { plain } from '../../src/text/tone.js';

async function allCommands(): Promise<readonly Command[]> {
  const program = new Command('otpforge').configureHelp(helpSettings);
  await registerCommands(program, () => undefined, undefined);
  addSections(program);
  const below = (command: Command): Command[] => [command, ...command.commands.flatMap(below)];
  return below(program);
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
    getOutHelpWidth: () => 80,
  });
  command.outputHelp();
  return plain(text);
}

const commands = await allCommands();
const named = (name: string) => commands.find((command) => command.name() === name) ?? expect.unreachable();

describe('--help', () => {
  it.each(commands.map((command) => [command.name(), command]))(
    'of %s fits in 80 columns',
    (_name, command) => {
      for (const line of helpOf(command).split('\n')) expect(widthOf(line), line).toBeLessThanOrEqual(80);
    },
  );

  it('puts the flags of a command with many in sections, each once', () => {
    const command = named('program');
    const lines = helpOf(command).split('\n');
    expect(lines.filter((line) => /^\S.*:$/.test(line))).toEqual([
      'Arguments:',
      'Options:',
      'Chip and probe:',
      'Image:',
      'Journal:',
      'What to accept:',
      'Project:',
      'Output:',
      'Examples:',
    ]);
    const shown = lines.flatMap((line) => /^ {2}(?:-\w, )?--([\w-]+)/.exec(line)?.[1] ?? []);
    const flags = command.options.filter(({ hidden }) => !hidden).map(({ long }: Option) => long?.slice(2));
    expect(shown.toSorted()).toEqual([...flags, 'help'].toSorted());
  });

  it('keeps few flags in one list', () => {
    expect(helpOf(named('demo'))).not.toContain('Output:');
  });

  it('continues a long example in the next line', () => {
    expect(helpOf(named('program'))).toContain(
      'otpforge program unit.hex --probe jlink: --device STM32L476RG \\\n    --journal line1.jsonl',
    );
  });
});
