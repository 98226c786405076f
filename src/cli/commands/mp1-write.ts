import type { Command } from 'commander';
import type { FusePlanOptions, FuseWriteDocument } from '../../api/mp1-write.js';
import type { PlanDocument } from '../../burn/index.js';
import { ExitCode } from '../../errors/index.js';
import type { FuseVerb } from '../../fuse/grammar.js';
import { printableDocument } from '../../text/printable.js';
import { type ConfirmFlags, confirmation } from '../confirm.js';
import { examples } from '../examples.js';
import { fuseConsequences, fusePlanText, fuseWriteText } from '../fuse-text.js';
import { journalChoice } from '../journal-file.js';
import { collect, type Done, parseNumber, parseUid } from '../options.js';
import { note, noteWarnings, printResult, showLines } from '../output.js';
import { withProgress } from '../progress.js';
import { resolveCommand } from '../resolve.js';
import { stopOnSignals } from '../stop-signals.js';
import { csvOf, type RowFlags, rowOptions } from '../table-options.js';

interface WriteFlags extends ConfirmFlags, RowFlags {
  readonly output?: string;
  readonly against?: string;
  readonly blind?: boolean;
  readonly device?: string;
  readonly own?: readonly number[];
  readonly ssp?: boolean;
  readonly lockEmpty?: readonly number[];
  readonly oneFile?: boolean;
  readonly dfu?: string | boolean;
  readonly layout?: string;
  readonly data?: string;
  readonly set?: readonly string[];
  readonly stage?: readonly string[];
  readonly journal?: string | false;
  readonly movedFrom?: readonly string[];
  readonly shared?: boolean;
}

/** `mp1 write`, `mp1 lock` and `mp1 fwrite`: the words of STM32CubeProgrammer's -otp, and more care. */
export function registerMp1Write(group: Command, done: Done): void {
  const write = group
    .command('write')
    .description('make the file that writes fuses: values, and in a second step locks')
    .argument('[words...]', '[lock] word=<id> value=<0x…> …, as for STM32CubeProgrammer -otp write')
    .option('--layout <file>', 'a layout with "fuses:", instead of words')
    .option('--data <file>', 'values of one unit as a JSON object')
    .option('--set <name=value>', 'one value (repeatable)', collect)
    .option('--stage <name>', 'write only fields of this stage (repeatable)', collect);
  examples(planOptions(rowOptions(write)), [
    'otpforge mp1 write word=60 value=0xCAFE0001 --against dump.bin -o values.bin',
    'otpforge mp1 write lock word=60 value=0xCAFE0001 --against dump2.bin -o locks.bin',
    'otpforge mp1 write --layout board.yaml --csv units.csv --row 7 --against dump.bin',
    'otpforge mp1 write word=60 value=0x1 --against dump.bin -o values.bin --dfu',
  ]);
  write.action((words: readonly string[], flags: WriteFlags) => run('write', words, flags, done));

  const lock = group
    .command('lock')
    .description('make the file that locks words of fuses forever')
    .argument('<words...>', 'word=<id> …, as for STM32CubeProgrammer -otp lock');
  examples(planOptions(lock), ['otpforge mp1 lock word=60 word=61 --against dump.bin -o locks.bin']);
  lock.action((words: readonly string[], flags: WriteFlags) => run('lock', words, flags, done));

  const fwrite = group
    .command('fwrite')
    .description('make the file that writes a binary file into words of fuses')
    .argument('<words...>', '[lock] <file> word=<id>, as for STM32CubeProgrammer -otp fwrite');
  examples(planOptions(fwrite), ['otpforge mp1 fwrite key.bin word=60 --against dump.bin -o values.bin']);
  fwrite.action((words: readonly string[], flags: WriteFlags) => run('fwrite', words, flags, done));
}

function planOptions(command: Command): Command {
  return command
    .option('-o, --output <file>', 'the partition file to write; without it the plan is shown')
    .option('--against <file>', 'a fresh dump of the OTP partition of this chip')
    .option('--blind', 'plan without a dump: nobody knows what the chip holds')
    .option('--device <name>', 'the chip, where its part number leaves it open: STM32MP157C')
    .option('--own <words>', 'words of the boot ROM or ST that are meant: word=9,10', parseWords)
    .option('--ssp', 'secret provisioning is used: its words are not free')
    .option('--lock-empty <words>', 'words to lock though they are empty: word=61', parseWords)
    .option('--one-file', 'values and locks in one file, before anybody has read the values back')
    .option('--dfu [program]', 'write the chip by dfu-util too, and read it back')
    .option('--yes', 'write without asking, for production lines')
    .option('--confirm <hash>', 'write only if the plan has this hash')
    .option('--shared', 'with --yes: allow these words on every board')
    .option('--journal <file>', 'the journal file, instead of the one in the state folder')
    .option('--no-journal', 'do not read or write the journal')
    .option(
      '--moved-from <uid>',
      'this chip is scrapped: give its values to this one (repeatable)',
      movedFrom,
    )
    .option('--json', 'print one JSON document instead of text');
}

async function run(verb: FuseVerb, words: readonly string[], flags: WriteFlags, done: Done): Promise<void> {
  const options = await planOptionsOf(verb, words, flags);
  if (flags.output === undefined) {
    const { planFuses } = await import('../../api/mp1-write.js');
    const found = await planFuses(options);
    noteWarnings(found.warnings);
    printResult(
      found,
      flags.json,
      ({ plan }) => `${fusePlanText(plan)}\nNothing was written: -o FILE writes it.`,
    );
    if (found.plan.refusals.length > 0) done(ExitCode.Refused);
    return;
  }
  const { output, dfu, confirm: expectedHash } = flags;
  const { signal, onWrite } = stopOnSignals(flags.json === true);
  const confirm = confirmation(flags, signal, { show: showFusePlan });
  const { writeFuses } = await import('../../api/mp1-write.js');
  const document = await withProgress(flags.json, (heard) =>
    writeFuses({
      ...options,
      ...heard,
      output,
      confirm,
      signal,
      onWrite,
      // Who gives a hash has seen the plan.
      unattended: flags.yes === true && expectedHash === undefined,
      ...(dfu !== undefined && { dfu }),
      ...(expectedHash !== undefined && { expectedHash }),
    }),
  );
  noteWarnings(document.warnings);
  printResult(document, flags.json, fuseWriteText);
  done(exitCodes[document.result]);
}

/** Zero is what a production line looks at: only what was read back, or a file that was asked for, earns it. */
const exitCodes: Readonly<Record<FuseWriteDocument['result'], ExitCode>> = {
  refused: ExitCode.Refused,
  'nothing-to-do': ExitCode.Done,
  'file-written': ExitCode.Done,
  written: ExitCode.Interrupted,
  pending: ExitCode.Interrupted,
  done: ExitCode.Done,
};

async function planOptionsOf(
  verb: FuseVerb,
  args: readonly string[],
  flags: WriteFlags,
): Promise<FusePlanOptions> {
  const { parseFuseArguments } = await import('../fuse-arguments.js');
  const { wishes, data, sticky } = parseFuseArguments(verb, args, flags.layout);
  const resolved = await resolveCommand({
    ...(flags.journal !== undefined && { journal: flags.journal }),
    ...(flags.shared !== undefined && { shared: flags.shared }),
  });
  const csv = await csvOf(flags, resolved.table);
  const { against, blind, device, own, ssp, lockEmpty, oneFile, layout, set, stage, movedFrom } = flags;
  return {
    ...(wishes.length > 0 && { words: wishes }),
    ...(data && { binary: data }),
    ...(sticky.length > 0 && { sticky }),
    ...(layout !== undefined && { layout }),
    ...(flags.data !== undefined && { data: flags.data }),
    ...(csv && { csv }),
    ...(set && { set }),
    ...(stage && { stages: stage }),
    ...(against !== undefined && { against }),
    ...(blind && { blind }),
    ...(device !== undefined && { device }),
    ...(own && { own }),
    ...(ssp && { ssp }),
    ...(lockEmpty && { lockEmpty }),
    ...(oneFile && { oneFile }),
    ...journalChoice(resolved),
    ...(movedFrom && { movedFrom }),
    ...(resolved.shared && { shared: resolved.shared }),
    note,
  };
}

function showFusePlan(plan: PlanDocument): void {
  const shown = printableDocument(plan);
  showLines([fusePlanText(shown), '', ...fuseConsequences(shown)].join('\n'));
}

/** "word=9,10", or the numbers alone, as often as one likes. */
function parseWords(text: string, sofar: readonly number[] = []): readonly number[] {
  return [
    ...sofar,
    ...text
      .replace(/^word=/, '')
      .split(',')
      .map(parseNumber),
  ];
}

function movedFrom(text: string, sofar: readonly string[] = []): readonly string[] {
  return [...sofar, parseUid(text)];
}
