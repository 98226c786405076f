#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { ExitCode } from '../errors/index.js';
import { registerCommands } from './commands/index.js';
import { printError } from './print-error.js';
import { version } from './version.js';

process.exitCode = await main(process.argv);

async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('otpforge')
    .description('Burns the one-time-programmable memory of STM32 chips, and makes the flash loaders for it.')
    .version(version())
    .exitOverride()
    .showHelpAfterError('(otpforge --help shows the commands)')
    .configureHelp({ showGlobalOptions: true })
    .enablePositionalOptions();
  let exitCode: number = ExitCode.Done;
  const done = (code: number) => {
    exitCode = code;
  };
  try {
    await registerCommands(program, done, argv[2]);
    await program.parseAsync([...argv]);
    return exitCode;
  } catch (error) {
    // Commander has printed its own message; help and version end with 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.Done : ExitCode.Usage;
    return printError(error, argv.includes('--json'));
  }
}
