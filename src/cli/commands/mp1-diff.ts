import type { Command } from 'commander';
import { ExitCode } from '../../errors/index.js';
import { examples } from '../examples.js';
import { mp1DiffText } from '../mp1-diff-text.js';
import type { Done } from '../options.js';
import { printResult } from '../output.js';

interface DiffFlags {
  readonly device?: string;
  readonly json?: boolean;
}

export function registerMp1Diff(group: Command, done: Done): void {
  const command = group
    .command('diff')
    .description('show what has changed between two dumps of one chip')
    .argument('<old>', 'a dump in any form that mp1 show reads; - is stdin')
    .argument('<new>', 'a later dump of the same chip')
    .option('--device <name>', 'the chip, where its part number leaves it open: STM32MP157C, STM32MP135C')
    .option('--json', 'print one JSON document instead of text');
  examples(command, [
    'otpforge mp1 diff before.bin after.bin',
    'otpforge mp1 diff before.bin after.bin --json',
  ]);
  command.action(async (old: string, later: string, { device, json }: DiffFlags) => {
    const { mp1Diff } = await import('../../api/mp1-diff.js');
    const document = await mp1Diff({ old, new: later, ...(device !== undefined && { device }) });
    printResult(document, json, mp1DiffText);
    if (document.result === 'impossible') done(ExitCode.VerifyFailed);
  });
}
