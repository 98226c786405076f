import type { Command } from 'commander';
import { OtpforgeError } from '../../errors/index.js';
import { defaultJournal } from '../../journal/index.js';
import { examples } from '../examples.js';
import type { Done } from '../options.js';
import { checkAnswers, runStation } from '../station/run-station.js';

interface StationFlags {
  readonly page?: string;
  readonly operator?: string;
  readonly stage?: string;
  readonly once?: boolean;
  readonly yes?: boolean;
  readonly demo?: boolean;
  readonly ledgerKey?: string;
  readonly journal?: string;
  readonly json?: boolean;
}

export function registerStation(program: Command, done: Done): void {
  const command = program
    .command('station')
    .description('run the slots of a production line: one board after the other, each with its verdict')
    .argument('[line]', 'the line.yaml')
    .option('--page <address>', 'serve the page for operators at [HOST:]PORT')
    .option('--operator <code>', 'who is at the station, until somebody signs on')
    .option('--stage <name>', 'the stage of the layout that is burnt')
    .option('--once', 'end after one board, with the exit code of its visit')
    .option('--yes', 'burn without asking about the first plan of a kind')
    .option('--demo', 'run a tray of twelve simulated boards, some of them bad')
    .option('--ledger-key <file>', 'the key of the ledger, instead of the one in the state folder')
    .option('--journal <file>', 'the journal file, instead of those in the state folder')
    .option('--json', 'print one JSON document for each event instead of text');
  examples(command, [
    'otpforge station line.yaml',
    'otpforge station line.yaml --page 8080 --operator AB',
    'otpforge station --demo --page 8080',
  ]);
  command.action(async (line: string | undefined, flags: StationFlags) => {
    const { page, json, yes, operator, stage, once, ledgerKey } = flags;
    checkAnswers(flags);
    if (flags.demo) {
      const { runDemo } = await import('../station/run-demo.js');
      done(await runDemo({ page, json, yes }));
      return;
    }
    if (line === undefined)
      throw new OtpforgeError('USAGE', {
        message: 'no line is named',
        remedy: 'Name its line.yaml, or give --demo for one of simulated chips.',
      });
    const { openStation } = await import('../../station/open-station.js');
    const open = () =>
      openStation({
        line,
        journal: flags.journal ?? defaultJournal(),
        ...(operator !== undefined && { operator }),
        ...(stage !== undefined && { stage }),
        ...(once && { once }),
        ...(yes && { yes }),
        ...(ledgerKey !== undefined && { ledgerKey }),
      });
    done(await runStation(open, { page, json }));
  });
}
