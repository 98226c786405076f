import type { Command } from 'commander';
import type { HwcheckDocument, HwcheckReviewDocument } from '../../api/hwcheck.js';
import { ExitCode } from '../../errors/index.js';
import type { Row } from '../../hwcheck/index.js';
import { count } from '../../text/plural.js';
import { printableDocument } from '../../text/printable.js';
import { toned } from '../../text/tone.js';
import { examples } from '../examples.js';
import { CheckProgress } from '../hwcheck-progress.js';
import { hwcheckQuestions } from '../hwcheck-questions.js';
import { probeTarget } from '../image-options.js';
import { marked } from '../medium-text.js';
import { type CommonFlags, commonOptions, type Done } from '../options.js';
import { note, printResult, showLines } from '../output.js';
import type { ProbeFlags } from '../probe-flags.js';
import { resolveCommand } from '../resolve.js';

interface HwcheckFlags extends CommonFlags, ProbeFlags {
  readonly probe?: string;
  readonly device?: string;
  readonly burn?: boolean;
  readonly burnLock?: boolean;
  readonly unverifiedBank?: boolean;
  readonly pull?: boolean;
  readonly yes?: boolean;
  readonly confirm?: string;
  readonly withUid?: boolean;
  readonly out?: string;
  readonly review?: string;
}

export function registerHwcheck(program: Command, done: Done): void {
  const command = commonOptions(
    program
      .command('hwcheck')
      .description('check a board in stages that spend no OTP, then burn one unit; writes a report'),
  )
    .option('--probe <uri>', 'stlink:[<serial>], jlink:[<serial>], or any other probe')
    .option('--device <name>', 'the chip, where the probe does not detect it')
    .option('--reset <how>', 'under: connect while the chip is held in reset')
    .option('--jlink-library <file>', 'SEGGER’s library or its folder, instead of the installed one')
    .option('--log <file>', 'let SEGGER’s library write its own log')
    .option('--burn', 'stage 3: burn the last write unit of the OTP')
    .option('--burn-lock', 'stage 4, after stage 3: set the lock of the last block')
    .option('--unverified-bank', 'burn though no independent witness has tested the bank')
    .option('--pull', 'in stage 2, ask at the terminal to pull the USB plug and the supply')
    .option('--yes', 'do not ask before the stages that spend no OTP')
    .option('--confirm <word>', 'BURN, where no terminal can be asked for it')
    .option('--with-uid', 'put the chip’s unique ID into the report instead of its hash')
    .option('--out <dir>', 'where the folder of the report is made')
    .option('--review <file>', 'check a report.json against its own trace; needs no board');
  examples(command, [
    'otpforge hwcheck --probe stlink:',
    'otpforge hwcheck --probe jlink: --device STM32L476RG --burn',
    'otpforge hwcheck --review hwcheck-STM32L476RG-2026-05-01T101500Z/report.json',
  ]);
  command.action(async (flags: HwcheckFlags) => {
    if (flags.review !== undefined) await review(flags.review, flags.json);
    else done(exitCodeOf(await run(flags)));
  });
}

async function review(file: string, json: boolean | undefined): Promise<void> {
  const { reviewHwcheck } = await import('../../api/hwcheck.js');
  const document = await reviewHwcheck({ report: file });
  printResult(document, json, (shown) => marked(shown, reviewText(shown)));
}

async function run(flags: HwcheckFlags): Promise<HwcheckDocument> {
  const progress = new CheckProgress();
  const questions = hwcheckQuestions(flags, () => progress.end());
  const { hwcheck } = await import('../../api/hwcheck.js');
  const { probe, device, banks } = await probeTarget(await resolveCommand(flags));
  const document = await hwcheck({
    probe,
    ...(device !== undefined && { device }),
    ...(banks && { banks }),
    burn: flags.burn ?? false,
    burnLock: flags.burnLock ?? false,
    unverifiedBank: flags.unverifiedBank ?? false,
    withUid: flags.withUid ?? false,
    ...(flags.out !== undefined && { folder: flags.out }),
    ...questions,
    note: (text) => note(text),
    onCheck: (check) => progress.begin(check),
    onRow: (row) => {
      progress.end();
      if (!flags.json) showLines(rowLine(printableDocument(row)));
    },
  });
  printResult(document, flags.json, (shown) => marked(shown, runText(shown)));
  return document;
}

function exitCodeOf({ result, otpSpent, rows }: HwcheckDocument): ExitCode {
  if (result === 'complete') return ExitCode.Done;
  if (result === 'differs') return ExitCode.VerifyFailed;
  if (otpSpent > 0) return ExitCode.Interrupted;
  return rows.some(({ seen }) => seen === 'declined') ? ExitCode.Declined : ExitCode.Refused;
}

function runText({ rows, folder, otpSpent, result }: HwcheckDocument): string {
  const skipped = rows.filter(({ verdict }) => verdict === 'skipped');
  const reasons = new Map(skipped.map(({ stage, seen }) => [`${stage}: ${seen}`, `  ${stage}: ${seen}`]));
  return [
    ...(reasons.size > 0 ? ['skipped:', ...reasons.values()] : []),
    `${counts(rows)}; ${count(otpSpent, 'byte')} of OTP spent`,
    `report: ${folder}`,
    { complete: 'everything is as expected', differs: 'something differs', incomplete: 'not complete' }[
      result
    ],
  ].join('\n');
}

function reviewText({ device, date, otpforge, otpSpent, rows }: HwcheckReviewDocument): string {
  return [
    ...rows.map(rowLine),
    `${device}, ${date}, otpforge ${otpforge}: ${counts(rows)}; ${count(otpSpent, 'byte')} of OTP spent`,
    'the trace shows what every row says',
  ].join('\n');
}

function rowLine({ id, verdict, expected, seen }: Row): string {
  const tone = { ok: 'pass', differs: 'fail', skipped: 'quiet' } as const;
  const what = verdict === 'differs' ? `${seen} (expected: ${expected})` : seen;
  return `${toned(tone[verdict], verdict.padEnd(7))} ${id}: ${what}`;
}

function counts(rows: readonly Row[]): string {
  const count = (verdict: Row['verdict']) => rows.filter((row) => row.verdict === verdict).length;
  return `${count('ok')} ok, ${count('differs')} differ, ${count('skipped')} skipped`;
}
