import type { Command } from 'commander';
import { ExitCode } from '../../errors/index.js';
import { examples } from '../examples.js';
import { imageTarget } from '../image-options.js';
import { journalOptions } from '../journal-file.js';
import { marked } from '../medium-text.js';
import {
  type Done,
  type HistoryFlags,
  historyOptions,
  type ImageFlags,
  imageOptions,
  type TargetFlags,
  targetOptions,
  type VerboseFlag,
  verboseOption,
} from '../options.js';
import { note, printResult } from '../output.js';
import { wholePlanText } from '../plan-text.js';
import { withProgress } from '../progress.js';
import { resolveCommand } from '../resolve.js';

export function registerPlan(program: Command, done: Done): void {
  const command = program
    .command('plan')
    .description('read a chip and show what programming an image would do; writes nothing')
    .argument('<image>', 'Intel HEX, ELF, or raw binary with --address');
  examples(verboseOption(historyOptions(imageOptions(targetOptions(command)))), [
    'otpforge plan unit.hex --probe sim:STM32F401RE,file=unit1.chip',
    'otpforge plan unit.hex --probe sim:STM32L476RG --json',
  ]);
  command.action(async (image: string, flags: TargetFlags & ImageFlags & HistoryFlags & VerboseFlag) => {
    const { plan } = await import('../../api/plan.js');
    const resolved = await resolveCommand(flags);
    const target = await imageTarget(image, resolved);
    const result = await withProgress(flags.json, (heard) =>
      plan({
        ...target,
        ...journalOptions(target.probe, resolved),
        note,
        acceptSuspect: flags.acceptSuspect ?? false,
        ...(flags.movedFrom && { movedFrom: flags.movedFrom }),
        ...heard,
      }),
    );
    printResult(result, flags.json, (shown) => marked(shown, wholePlanText(shown, flags)));
    if (result.refusals.length > 0) done(ExitCode.Refused);
  });
}
