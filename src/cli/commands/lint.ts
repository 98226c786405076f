import type { Command } from 'commander';
import type { LintDocument } from '../../api/lint.js';
import { ExitCode } from '../../errors/index.js';
import { hex, hex32 } from '../../text/hex.js';
import { count } from '../../text/plural.js';
import { printable } from '../../text/printable.js';
import { examples } from '../examples.js';
import { type CommonFlags, commonOptions, type Done } from '../options.js';
import { printResult } from '../output.js';
import { resolveCommand } from '../resolve.js';

interface LintFlags extends CommonFlags {
  readonly bank?: string;
}

export function registerLint(program: Command, done: Done): void {
  const command = program
    .command('lint')
    .description('check a loader ELF or FLM against the loader contract')
    .argument('<file>', 'the ELF or FLM')
    .option('--bank <name>', 'the bank that it should be for, by name or device');
  examples(commonOptions(command), [
    'otpforge lint otpforge/loaders/mychip-otp.elf --bank mychip-otp',
    'otpforge lint STM32F4xx_OTP.FLM --json',
  ]);
  command.action(async (file: string, flags: LintFlags) => {
    const { lint } = await import('../../api/lint.js');
    const { banks } = await resolveCommand(flags);
    const { bank } = flags;
    const document = await lint({ file, ...(bank !== undefined && { bank }), ...(banks && { banks }) });
    printResult(document, flags.json, lintText);
    if (document.errors > 0) done(ExitCode.BadInput);
  });
}

function lintText({ file, device, stackBytes, breaches, errors, warnings }: LintDocument): string {
  const about = device
    ? `${file}: "${device.name}", ${hex(device.size)} bytes at ${hex32(device.base)}, page ${hex(device.pageSize)}, ${stackBytes === null ? 'unknown' : `${count(stackBytes, 'byte')} of`} stack`
    : `${file}: no FlashDevice descriptor`;
  const lines = breaches.flatMap(({ severity, rule, where, what, why, hosts }) => [
    `${severity} [${rule}] ${where}: ${what}`,
    `  ${why} (${hosts.join(', ')})`,
  ]);
  // Names of sections and symbols come from a file that anybody may have made; none may steer the terminal.
  return [about, ...lines, `${errors} errors, ${warnings} warnings`].map(printable).join('\n');
}
