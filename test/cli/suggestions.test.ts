import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { findBank, findDevice, loadBanks } from '../../src/bank/index.js';
import { CliCommand } from '../../src/cli/command.js';
import { registerCommands } from '../../src/cli/commands/index.js';
import { chosenFields } from '../../src/init/choose.js';
import { initFieldNames } from '../../src/init/index.js';
import { parseProbeUri, probeKinds } from '../../src/probe/index.js';

const program = new CliCommand('otpforge').exitOverride();
await registerCommands(program, () => undefined, undefined);
const visible = program
  .createHelp()
  .visibleCommands(program)
  .filter((command) => command.name() !== 'help');
const commands = visible.flatMap((command) => [command, ...command.commands]);
for (const command of [program, ...commands])
  command.exitOverride().configureOutput({ writeErr: () => undefined });
const banks = await loadBanks();

/** The last two letters that differ in the other order. */
const misspelt = (name: string) => name.replace(/(.)(?!\1)(.)(\2*)$/, '$2$1$3');
const far = 'qqqqqqqq';

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    const { message, remedy = '' } = error as { message: string; remedy?: string };
    return `${message} ${remedy}`.trim();
  }
  return '';
}

describe.each(commands.map((command) => [pathOf(command), command] as const))(
  'a typing error in %s',
  (_, command) => {
    const { parent } = command;

    it('gets its name as a suggestion', () => {
      const typed = misspelt(command.name());
      const message = messageOf(() => parent?.parse([typed], { from: 'user' }));
      expect(message).toMatch(
        new RegExp(`^error: unknown command '${typed}'\n\\(Did you mean .*\\b${command.name()}\\b`),
      );
    });

    it('or in one of its flags gets the flag', () => {
      for (const { long, hidden } of command.options) {
        if (!long || hidden) continue;
        const typed = misspelt(long);
        const message = messageOf(() => command.parse([`${typed}=1`], { from: 'user' }));
        expect(message, long).toContain(`error: unknown option '${typed}`);
        expect(message, long).toMatch(new RegExp(`\\(Did you mean .*${long}\\b`));
      }
    });

    it('is not seen in a word that is like nothing', () => {
      expect(messageOf(() => parent?.parse([far], { from: 'user' }))).toBe(`error: unknown command '${far}'`);
      const flag = messageOf(() => command.parse([`--${far}`], { from: 'user' }));
      expect(flag).toBe(`error: unknown option '--${far}'`);
    });
  },
);

describe('a typing error in a name', () => {
  const kinds = Object.entries(probeKinds);

  const cases: readonly Case[] = [
    { what: 'a device', find: (name) => findDevice(name, banks), names: ['STM32F401RE', 'STM32L476RG'] },
    { what: 'a bank', find: (name) => findBank(name, banks), names: banks.map(({ bank }) => bank.name) },
    { what: 'a field of init', find: (name) => chosenFields([name]), names: initFieldNames },
    { what: 'a probe', find: (name) => parseProbeUri(`${name}:`), names: kinds.map(([kind]) => kind) },
    ...kinds.map(([kind, { options }]) => ({
      what: `an option of ${kind}:`,
      find: (name: string) => parseProbeUri(`${kind}:,${name}=1`),
      names: Object.keys(options),
    })),
  ];
  it.each(cases)(
    'gets the right one for $what, and a word that is like nothing gets none',
    ({ find, names }) => {
      for (const name of names) expect(messageOf(() => find(misspelt(name)))).toMatch(meant(name));
      expect(messageOf(() => find(far))).toMatch(/./);
      expect(messageOf(() => find(far))).not.toContain('Did you mean');
    },
  );
});

interface Case {
  readonly what: string;
  readonly find: (name: string) => unknown;
  readonly names: readonly string[];
}

const meant = (name: string) => new RegExp(`Did you mean .*\\b${name}\\b`);

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}
