import { type Command, InvalidArgumentError, Option } from 'commander';
import type { SimulateDocument, SimulateOptions } from '../../api/simulate.js';
import { examples } from '../examples.js';
import { asText } from '../medium-text.js';
import { type CommonFlags, commonOptions, parseNumber } from '../options.js';
import { note, printJson, printText } from '../output.js';
import { printError } from '../print-error.js';
import { resolveCommand } from '../resolve.js';

interface SimulateFlags extends CommonFlags {
  readonly port?: number;
  readonly openocd?: number;
  readonly pyocd?: number;
  readonly testJtag?: true;
  readonly file?: string;
  readonly cache?: NonNullable<SimulateOptions['cache']>;
}

export function registerSimulate(program: Command): void {
  const command = program
    .command('simulate')
    .description('serve a simulated chip to GDB, gdb: probes, OpenOCD and pyOCD, on this machine only')
    .argument('<device>', 'the chip, for example STM32F401RE')
    .option('--port <n>', 'TCP port on 127.0.0.1 for GDB; 0 picks a free one (default 0 alone)', parsePort)
    .option('--openocd <n>', 'TCP port for OpenOCD (remote_bitbang)', parsePort)
    .option('--pyocd <n>', 'TCP port for pyOCD (remote probe)', parsePort)
    .option('--test-jtag', 'with --openocd: a JTAG that no chip has, for a chip without one')
    .option('--file <chip>', "keep the chip's contents in this file")
    .addOption(
      new Option('--cache <readers>', "whose reads the flash's data cache answers; debug means both")
        .choices(['debug', 'core'])
        .default('debug'),
    );
  examples(commonOptions(command), [
    'otpforge simulate STM32F401RE --port 3333 --file unit1.chip',
    'otpforge simulate STM32L476RG --json',
    'otpforge simulate STM32L476RG --openocd 3335 --pyocd 5555',
  ]);
  command.action(async (device: string, flags: SimulateFlags) => {
    // Before the line that tells others where to connect, since they may also end it.
    const stop = stopRequested();
    const { simulate } = await import('../../api/simulate.js');
    const { banks } = await resolveCommand(flags);
    const simulation = await simulate({
      device,
      ...(banks && { banks }),
      ...(flags.port !== undefined && { port: flags.port }),
      ...(flags.openocd !== undefined && { openocd: flags.openocd }),
      ...(flags.pyocd !== undefined && { pyocd: flags.pyocd }),
      ...(flags.testJtag && { testJtag: true }),
      ...(flags.file !== undefined && { file: flags.file }),
      ...(flags.cache !== undefined && { cache: flags.cache }),
      // Standard output holds the one line about the port and nothing else.
      failed: (error) => printError(error, false),
      faulted: (reason) => note(reason),
    });
    if (flags.json) printJson(simulation);
    else printText(simulateText(simulation));
    await stop;
    await simulation.close();
    if (!flags.json && flags.file !== undefined) note(`the chip is in ${flags.file}`);
  });
}

function simulateText(document: SimulateDocument): string {
  const { device, simulatedAs, uid, cache, host, port, openocd, pyocd, newChip, testJtag } = document;
  const as = simulatedAs === undefined ? '' : `, ${asText(simulatedAs)}`;
  const doors = [
    ...(port === undefined ? [] : [`${host}:${port} for GDB`]),
    ...(openocd === undefined
      ? []
      : [`${host}:${openocd} for OpenOCD${testJtag ? ' (test JTAG: no chip has it)' : ''}`]),
    ...(pyocd === undefined ? [] : [`${host}:${pyocd} for pyOCD`]),
  ];
  return `simulated ${device}${as}${newChip ? ' (a new chip)' : ''}, UID ${uid}, cache=${cache}, listens on ${doors.join(' and on ')} (Ctrl-C ends it)`;
}

function stopRequested(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

function parsePort(text: string): number {
  const port = parseNumber(text);
  if (port <= 65535) return port;
  throw new InvalidArgumentError('expected a TCP port, 0 to 65535');
}
