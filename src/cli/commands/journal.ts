import { basename } from 'node:path';
import type { Command } from 'commander';
import type { JournalListDocument, JournalVerifyDocument } from '../../api/journal.js';
import { ExitCode } from '../../errors/index.js';
import { hex32 } from '../../text/hex.js';
import { count } from '../../text/plural.js';
import { examples } from '../examples.js';
import { type Done, parseUid } from '../options.js';
import { printResult } from '../output.js';
import { resolveCommand } from '../resolve.js';
import { columns } from '../table.js';
import { timeText } from '../time-text.js';

interface JournalFlags {
  readonly json?: boolean;
  readonly config?: string;
  readonly uid?: string;
  readonly layout?: string;
}

export function registerJournal(program: Command, done: Done): void {
  const journal = program.command('journal').description('check and list the journal of program runs');
  examples(journal, ['otpforge journal verify', 'otpforge journal list --uid 3A002C001751363236393430']);
  registerVerify(journal, done);
  registerList(journal, done);
}

function registerVerify(journal: Command, done: Done): void {
  const command = journalOptions(
    journal
      .command('verify')
      .description('check that no line was changed, added or removed')
      .argument('[file]', 'the journal, instead of the one in otpforge.yaml or the state folder'),
  );
  examples(command, ['otpforge journal verify', 'otpforge journal verify line1.jsonl --json']);
  command.action(async (file: string | undefined, flags: JournalFlags) => {
    const { verifyJournal } = await import('../../api/journal.js');
    const document = await verifyJournal(journalFile(file, await resolveCommand(flags)));
    printResult(document, flags.json, verifyText);
    if (document.result === 'broken') done(ExitCode.VerifyFailed);
  });
}

function registerList(journal: Command, done: Done): void {
  const command = journalOptions(
    journal
      .command('list')
      .description('list the program runs, oldest first')
      .argument('[file]', 'the journal, instead of the one in otpforge.yaml or the state folder'),
  )
    .option('--uid <hex>', 'only runs on the die with this unique ID', parseUid)
    .option('--layout <file>', 'the layout of the serial data, to show what a spare slot has replaced');
  examples(command, [
    'otpforge journal list',
    'otpforge journal list --uid 3A002C001751363236393430',
    'otpforge journal list line1.jsonl --layout otp.yaml --json',
  ]);
  command.action(async (file: string | undefined, flags: JournalFlags) => {
    const { listJournal } = await import('../../api/journal.js');
    const resolved = await resolveCommand(flags);
    const { layout, banks } = resolved;
    const document = await listJournal({
      ...journalFile(file, resolved),
      ...(flags.uid !== undefined && { uid: flags.uid }),
      ...(layout !== undefined && { layout }),
      ...(banks && { banks }),
    });
    printResult(document, flags.json, listText);
    if (document.result === 'broken') done(ExitCode.VerifyFailed);
  });
}

function journalOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON document instead of text')
    .option('--config <file>', 'read defaults from this file instead of ./otpforge.yaml');
}

function journalFile(
  file: string | undefined,
  { journal }: { readonly journal?: string | false | undefined },
): { file?: string } {
  if (file !== undefined) return { file };
  return typeof journal === 'string' ? { file: journal } : {};
}

function verifyText(document: JournalVerifyDocument): string {
  const { file, lines, days, firstBad, last } = document;
  const files = days === undefined || days.length === 1 ? '' : ` in ${count(days.length, 'file')}`;
  return [
    ...(days
      ? days.flatMap((day) => fileText(day, document, `${basename(day.file)}: `))
      : fileText(document, document, '')),
    ...(firstBad ? [] : [`${file}: ${count(lines, 'line')}${files}, each follows from the one before`]),
    `last ${last}`,
  ].join('\n');
}

/** What is to be said of one file of a journal. */
function fileText(
  { file, torn, joined = [], follows, firstBad }: Omit<JournalVerifyDocument, 'format' | 'result'>,
  whole: JournalVerifyDocument,
  name: string,
): readonly string[] {
  return [
    // Each file of a day follows another one.
    ...(follows === undefined || follows !== whole.follows
      ? []
      : [`${name}it follows the journal whose last line is ${follows}`]),
    ...joined.map((line) => `${name}another whole journal begins at line ${line}`),
    ...torn.map((line) => `${name}line ${line} was cut while it was written`),
    ...(firstBad ? [`${file}: BROKEN at line ${firstBad.line}: it ${firstBad.problem}`] : []),
  ];
}

function listText({ file, result, runs, erases = [], interrupted, replaced }: JournalListDocument): string {
  const heads = columns(runs.map((run) => [timeText(run.time), unitText(run), resultText(run)]));
  return [
    ...runs.flatMap((run, index) => [heads[index] ?? '', `  ${dieText(run)}`]),
    ...erases.map(eraseText),
    ...interrupted.flatMap(({ uid, time, units }) =>
      units.map(
        ({ address, length }) =>
          `${uid}: the run of ${time} was interrupted and not finished since; it was burning ${hex32(address)} to ${hex32(address + length - 1)}`,
      ),
    ),
    ...replaced.map(
      ({ uid, time, record, slot, by }) =>
        `${uid}: the run of ${time} was interrupted in slot ${slot} of ${record}, which slot ${by.slot} has replaced in the run of ${by.time}`,
    ),
    ...(result === 'broken' ? [`${file}: the chain is BROKEN, see otpforge journal verify`] : []),
  ].join('\n');
}

function eraseText({ time, uid, address, length, result, codes, saved }: Erase): string {
  const outcome = { blank: 'erased and read back blank', failed: `not erased (${codes.join(', ')})` };
  const said = result === 'no-end' ? 'perhaps erased: the run has NO END' : outcome[result];
  const kept = saved === undefined ? '' : `; what it held is in ${saved}`;
  return `${timeText(time)}  ${uid}: reserved sector ${hex32(address)} to ${hex32(address + length - 1)} ${said}${kept}`;
}

type Erase = NonNullable<JournalListDocument['erases']>[number];
type Run = JournalListDocument['runs'][number];

/** The first unique field that is not secret. */
function unitText({ values }: Run): string {
  const [shown] = values.flatMap((each) => ('value' in each ? [each.value] : []));
  return shown ?? '-';
}

function resultText({ result, codes }: Run): string {
  const word = result === 'no-end' ? 'NO END' : result;
  return codes.length > 0 ? `${word} (${codes.join(', ')})` : word;
}

function dieText({ uid, device, unitsBurnt, locksSet, perhaps }: Run): string {
  const parts = [uid, device, `${unitsBurnt} burnt`, `${count(locksSet, 'lock')} set`];
  if (perhaps) parts.push(`perhaps ${perhaps.bytes} B, ${count(perhaps.locks, 'lock')} more`);
  return parts.join('  ');
}
