import type { Command } from 'commander';
import { ExitCode } from '../../errors/index.js';
import type { Mp1DiffDocument } from '../../mp1/index.js';
import { examples } from '../examples.js';
import { journalChoice } from '../journal-file.js';
import { mp1DiffText } from '../mp1-diff-text.js';
import type { Done } from '../options.js';
import { note, printResult } from '../output.js';
import { resolveCommand } from '../resolve.js';

interface DiffFlags {
  readonly device?: string;
  readonly journal?: string | false;
  readonly json?: boolean;
}

export function registerMp1Diff(group: Command, done: Done): void {
  const command = group
    .command('diff')
    .description('show what has changed between two dumps of one chip, or whether a write was done')
    .argument('<old>', 'a dump in any form that mp1 show reads, or a file that mp1 write made; - is stdin')
    .argument('<new>', 'a later dump of the same chip')
    .option('--device <name>', 'the chip, where its part number leaves it open: STM32MP157C, STM32MP135C')
    .option('--journal <file>', 'the journal file, instead of the one in the state folder')
    .option('--no-journal', 'do not end the run of that file in the journal')
    .option('--json', 'print one JSON document instead of text');
  examples(command, ['otpforge mp1 diff before.bin after.bin', 'otpforge mp1 diff values.bin after.bin']);
  command.action(async (old: string, later: string, { device, journal, json }: DiffFlags) => {
    const { mp1Diff } = await import('../../api/mp1-diff.js');
    const { journal: file } = journalChoice(
      await resolveCommand({ ...(journal !== undefined && { journal }) }),
    );
    const document = await mp1Diff({
      old,
      new: later,
      note,
      ...(device !== undefined && { device }),
      ...(file !== undefined && { journal: file }),
    });
    printResult(document, json, mp1DiffText);
    done(exitCodes[document.result]);
  });
}

/** A write is done when a dump shows all of it, locks too. */
const exitCodes: Readonly<Record<Mp1DiffDocument['result'], ExitCode>> = {
  same: ExitCode.Done,
  changed: ExitCode.Done,
  impossible: ExitCode.VerifyFailed,
  done: ExitCode.Done,
  pending: ExitCode.Interrupted,
  missing: ExitCode.VerifyFailed,
  differs: ExitCode.VerifyFailed,
  unknown: ExitCode.VerifyFailed,
};
