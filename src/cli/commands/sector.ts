import type { Command } from 'commander';
import type { SectorEraseDocument } from '../../api/sector-erase.js';
import { ExitCode } from '../../errors/index.js';
import { confirmErase } from '../confirm-erase.js';
import { examples } from '../examples.js';
import { probeTarget } from '../image-options.js';
import { journalOptions } from '../journal-file.js';
import { markedByProbe } from '../medium-text.js';
import { type Done, parseUid, type TargetFlags, targetOptions } from '../options.js';
import { note, printResult } from '../output.js';
import { withProgress } from '../progress.js';
import { resolveCommand } from '../resolve.js';
import { sectorEraseText } from '../sector-text.js';
import { stopOnSignals } from '../stop-signals.js';

interface EraseFlags extends TargetFlags {
  readonly confirm?: string;
  readonly journal?: string | false;
  readonly halt?: boolean;
}

/** The reserved sector of chips without OTP, apart from what programs a unit. */
export function registerSector(program: Command, done: Done): void {
  const group = program.command('sector').description('erase the reserved sector of a chip without OTP');
  examples(group, ['otpforge sector erase --probe jlink: --device STM32H743ZI --layout identity.yaml']);
  registerErase(group, done);
}

function registerErase(group: Command, done: Done): void {
  const command = targetOptions(
    group
      .command('erase')
      .description('show and save what the reserved sector holds, ask, erase it, and read it back blank')
      .option('--confirm <uid>', 'erase without asking, if the chip has this unique ID', parseUid)
      .option('--journal <file>', 'the journal file, instead of the one in the state folder')
      .option('--no-journal', 'do not write the journal')
      .option('--halt', 'leave the core halted instead of starting the firmware'),
  );
  examples(command, [
    'otpforge sector erase --probe sim:STM32H743ZI,file=unit1.chip --layout identity.yaml',
    'otpforge sector erase --probe jlink: --device STM32H743ZI --confirm 3A002C001751363236393430',
  ]);
  command.action(async (flags: EraseFlags) => {
    const { signal, onWrite } = stopOnSignals(flags.json === true);
    const confirm = confirmErase(flags, signal, sectorEraseText);
    const { sectorErase } = await import('../../api/sector-erase.js');
    const resolved = await resolveCommand(flags);
    const target = await probeTarget(resolved);
    const { journal } = journalOptions(target.probe, resolved);
    const document: SectorEraseDocument = await withProgress(flags.json, (heard) =>
      sectorErase({
        ...target,
        ...(journal !== undefined && { journal }),
        note,
        confirm,
        signal,
        onWrite,
        leaveHalted: flags.halt ?? false,
        ...(flags.confirm !== undefined && { expectedUid: flags.confirm }),
        ...heard,
      }),
    );
    printResult(document, flags.json, (shown) => markedByProbe(shown, sectorEraseText(shown)));
    if (document.result === 'refused') done(ExitCode.Refused);
  });
}
