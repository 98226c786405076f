import type { Command } from 'commander';
import { ExitCode } from '../../errors/index.js';
import { kindOf, type ProbeUri } from '../../probe/index.js';
import { type ConfirmFlags, confirmation } from '../confirm.js';
import { examples } from '../examples.js';
import { imageTarget } from '../image-options.js';
import { journalOptions } from '../journal-file.js';
import { markedByProbe } from '../medium-text.js';
import {
  type Done,
  type HistoryFlags,
  historyOptions,
  type ImageFlags,
  imageOptions,
  type TargetFlags,
  targetOptions,
  verboseOption,
} from '../options.js';
import { note, printResult } from '../output.js';
import { withProgress } from '../progress.js';
import { reportText } from '../report-text.js';
import { resolveCommand } from '../resolve.js';
import { stopOnSignals } from '../stop-signals.js';

interface ProgramFlags extends TargetFlags, ImageFlags, HistoryFlags, ConfirmFlags {
  readonly halt?: boolean;
  readonly rehearse?: boolean;
  readonly unverifiedBank?: boolean;
  readonly shared?: boolean;
}

export function registerProgram(program: Command, done: Done): void {
  const command = program
    .command('program')
    .description('program one unit, firmware and OTP, then read it back and verify it')
    .argument('<image>', 'Intel HEX, ELF, or raw binary with --address')
    .option('--yes', 'burn without asking, for production lines')
    .option('--confirm <hash>', 'burn only if the plan has this hash')
    .option(
      '--rehearse',
      'burn on a simulated copy of the chip first; through jlink: and gdb: the first plan of a shape always is',
    )
    .option('--no-rehearse', 'skip the rehearsal; a loader that is not the package’s is rehearsed anyway')
    .option(
      '--unverified-bank',
      'burn with a loader that cannot be rehearsed, or a bank without an independent witness',
    )
    .option('--shared', 'with --yes: allow these OTP bytes on every board, a public key for example')
    .option('--halt', 'leave the core halted instead of starting the firmware');
  examples(verboseOption(historyOptions(imageOptions(targetOptions(command)))), [
    'otpforge program unit.hex --probe sim:STM32F401RE,file=unit1.chip',
    'otpforge program unit.hex --probe sim:STM32L476RG,file=unit1.chip --yes --json',
    'otpforge program unit.hex --probe jlink: --device STM32L476RG --journal line1.jsonl',
  ]);
  command.action(async (image: string, flags: ProgramFlags) => {
    const { signal, onWrite } = stopOnSignals(flags.json === true);
    const ask = confirmation(flags, signal);
    let isShown = false;
    const confirm: typeof ask = (plan) => {
      isShown = true;
      return ask(plan);
    };
    const { program: programUnit } = await import('../../api/program.js');
    const resolved = await resolveCommand(flags);
    const target = await imageTarget(image, resolved);
    const report = await withProgress(flags.json, (heard) =>
      programUnit({
        ...target,
        ...journalOptions(target.probe, resolved),
        note,
        ...rehearseWhen(target.probe, flags),
        unverifiedBank: flags.unverifiedBank ?? false,
        confirm,
        signal,
        onWrite,
        acceptSuspect: flags.acceptSuspect ?? false,
        ...(flags.movedFrom && { movedFrom: flags.movedFrom }),
        shared: resolved.shared ?? false,
        // Who gives a hash has seen the plan.
        unattended: flags.yes === true && flags.confirm === undefined,
        leaveHalted: flags.halt ?? false,
        ...(flags.confirm !== undefined && { expectedHash: flags.confirm }),
        ...heard,
      }),
    );
    printResult(report, flags.json, (shown) =>
      markedByProbe(shown, reportText(shown, { verbose: flags.verbose, isPlanShown: isShown })),
    );
    if (report.result === 'refused') done(ExitCode.Refused);
  });
}

function rehearseWhen(probe: ProbeUri, { rehearse }: ProgramFlags): { rehearse?: boolean | 'first' } {
  if (rehearse !== undefined) return { rehearse };
  // A simulated chip is a rehearsal itself, and a replayed trace reaches no chip.
  return kindOf(probe).medium === 'silicon' ? { rehearse: 'first' } : {};
}
