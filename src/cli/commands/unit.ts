import type { Command } from 'commander';
import { ExitCode, OtpforgeError } from '../../errors/index.js';
import { defaultJournal } from '../../journal/index.js';
import { confirmation } from '../confirm.js';
import { examples } from '../examples.js';
import { marked } from '../medium-text.js';
import { type Done, verboseOption } from '../options.js';
import { note, printResult } from '../output.js';
import { withProgress } from '../progress.js';
import { stopOnSignals } from '../stop-signals.js';
import { unitText } from '../unit-text.js';

interface UnitFlags {
  readonly slot?: string;
  readonly probe?: string;
  readonly stage?: string;
  readonly scan?: readonly string[];
  readonly operator?: string;
  readonly ledgerKey?: string;
  readonly journal?: string;
  readonly yes?: boolean;
  readonly rewrite?: boolean;
  readonly rework?: boolean;
  readonly trace?: string;
  readonly halt?: boolean;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

export function registerUnit(program: Command, done: Done): void {
  const command = program
    .command('unit')
    .description('take one board of a production line: give its die values, burn, read back and record it')
    .argument('<line>', 'the line.yaml')
    .option('--slot <name>', 'the slot of the line; its only one unless given')
    .option('--probe <uri>', 'a probe instead of a slot’s')
    .option('--stage <name>', 'the stage of the layout that is burnt')
    .option('--scan <field=text>', 'what was scanned for a field (repeatable)', collect)
    .option('--operator <code>', 'who does it, for the record')
    .option('--yes', 'burn without asking')
    .option('--rewrite', 'burn the same values into an erased reserved sector again')
    .option('--rework', 'write the firmware of a verified unit again')
    .option('--ledger-key <file>', 'the key of the ledger, instead of the one in the state folder')
    .option('--journal <file>', 'the journal file, instead of those in the state folder')
    .option('--trace <file>', 'record every probe call')
    .option('--halt', 'leave the core halted instead of starting the firmware')
    .option('--json', 'print one JSON document instead of text');
  examples(verboseOption(command), [
    'otpforge unit line.yaml',
    'otpforge unit line.yaml --slot 2 --yes --json',
    'otpforge unit line.yaml --scan lot=LOT-004711 --operator AB',
  ]);
  command.action(async (line: string, flags: UnitFlags) => {
    const { signal, onWrite } = stopOnSignals(flags.json === true);
    const confirm = confirmation(flags, signal, {
      remedy: 'Give --yes: a plan is known only when the die has its values.',
    });
    const { unit } = await import('../../api/unit.js');
    const { slot, probe, stage, operator, ledgerKey, rewrite, rework, trace } = flags;
    const document = await withProgress(flags.json, (heard) =>
      unit({
        line,
        ...(slot !== undefined && { slot }),
        ...(probe !== undefined && { probe }),
        ...(stage !== undefined && { stage }),
        ...(operator !== undefined && { operator }),
        ...(ledgerKey !== undefined && { ledgerKey }),
        ...(trace !== undefined && { trace }),
        ...(rewrite && { rewrite }),
        ...(rework && { rework }),
        scans: scansOf(flags.scan ?? []),
        journal: flags.journal ?? defaultJournal(),
        leaveHalted: flags.halt ?? false,
        note,
        confirm,
        signal,
        onWrite,
        ...heard,
      }),
    );
    printResult(document, flags.json, (shown) => marked(shown, unitText(shown, flags)));
    if (document.result === 'refused') done(ExitCode.Refused);
  });
}

function collect(value: string, all: readonly string[] = []): readonly string[] {
  return [...all, value];
}

/** Errors: USAGE. */
function scansOf(texts: readonly string[]): Readonly<Record<string, string>> {
  const scans = new Map<string, string>();
  for (const text of texts) {
    const at = text.indexOf('=');
    const field = text.slice(0, at);
    if (at <= 0)
      throw usage('--scan takes a field and what was scanned for it', 'Write --scan lot=LOT-004711.');
    if (scans.has(field)) throw usage(`${field} was scanned twice`, 'Give --scan once for each field.');
    scans.set(field, text.slice(at + 1));
  }
  return Object.fromEntries(scans);
}

function usage(message: string, remedy: string): OtpforgeError {
  return new OtpforgeError('USAGE', { message, remedy });
}
