import { CommanderError } from 'commander';
import { ExitCode, OtpforgeError } from '../errors/index.js';
import { version } from '../files/version.js';
import { CliCommand } from './command.js';
import { registerCommands } from './commands/index.js';
import { watchEarlyEnd } from './early-end.js';
import { guardOutput } from './guard-output.js';
import { addSections, helpSettings } from './help.js';
import { parserOutput } from './output.js';
import { printError } from './print-error.js';

/** Runs the command line to its end, and leaves its exit code. */
export async function run(argv: readonly string[]): Promise<void> {
  guardOutput();
  const json = argv.includes('--json');
  const unwatch = watchEarlyEnd(json, argv[2]);
  try {
    process.exitCode = await exitCodeOf(argv, json);
  } finally {
    unwatch();
  }
}

async function exitCodeOf(argv: readonly string[], json: boolean): Promise<number> {
  const program = new CliCommand('otpforge')
    .description('Burns the one-time-programmable memory of STM32 chips, and makes the flash loaders for it.')
    .version(version())
    .exitOverride()
    .configureHelp(helpSettings)
    .enablePositionalOptions();
  program.configureOutput(parserOutput);
  if (json) program.configureOutput({ outputError: () => undefined });
  else program.showHelpAfterError('(otpforge --help shows the commands)');
  let exitCode: number = ExitCode.Done;
  const done = (code: number) => {
    exitCode = code;
  };
  try {
    await registerCommands(program, done, argv[2]);
    addSections(program);
    await program.parseAsync([...argv]);
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return printError(error, json, argv[2]);
    if (error.exitCode === 0) return ExitCode.Done;
    // Commander has printed its own message.
    return json ? printError(usageError(error), json) : ExitCode.Usage;
  }
}

function usageError({ code, message }: CommanderError): OtpforgeError {
  return new OtpforgeError('USAGE', {
    // What commander throws after its help is not a message.
    message: code === 'commander.help' ? 'unknown command' : message.replace(/^error: /, ''),
    remedy: 'otpforge --help shows the commands.',
  });
}
