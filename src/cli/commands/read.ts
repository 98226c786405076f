import type { Command } from 'commander';
import type { ReadDocument } from '../../api/read.js';
import { ExitCode } from '../../errors/index.js';
import { hex32 } from '../../text/hex.js';
import { count } from '../../text/plural.js';
import { chipText } from '../chip-text.js';
import { examples } from '../examples.js';
import { fieldsTable } from '../fields-text.js';
import { probeTarget } from '../image-options.js';
import { markedByProbe } from '../medium-text.js';
import { type Done, type TargetFlags, targetOptions } from '../options.js';
import { printResult } from '../output.js';
import { refusalLines } from '../plan-text.js';
import { withProgress } from '../progress.js';
import { keepConfig, resolveCommand } from '../resolve.js';
import { slotsTable } from '../slots-text.js';

interface ReadFlags extends TargetFlags {
  readonly output?: string;
}

const bytesPerRow = 16;

export function registerRead(program: Command, done: Done): void {
  const command = program
    .command('read')
    .description("read a chip's OTP and decode it; writes nothing to the chip")
    .option('-o, --output <file>', 'save the whole bank: raw as .bin, otherwise Intel HEX');
  examples(targetOptions(command), [
    'otpforge read --probe sim:STM32F401RE,file=unit1.chip',
    'otpforge read --probe sim:STM32F401RE,file=unit1.chip --layout otp.yaml --json',
  ]);
  command.action(async (flags: ReadFlags) => {
    const { read } = await import('../../api/read.js');
    const resolved = await resolveCommand(flags);
    await keepConfig(resolved, 'the output', flags.output);
    const target = await probeTarget(resolved);
    const output = flags.output !== undefined && { output: flags.output };
    const document = await withProgress(flags.json, (heard) => read({ ...target, ...output, ...heard }));
    printResult(document, flags.json, (shown) => markedByProbe(shown, readText(shown)));
    if (document.result === 'refused') done(ExitCode.Refused);
  });
}

function readText(document: ReadDocument): string {
  const { device, chip, lockedBlocks, fields, slots, refusals } = document;
  return [
    chipText(device, chip),
    ...(document.bytes === undefined ? [] : dumpLines(document.base, document.bytes)),
    ...(lockedBlocks.length ? [`locked blocks: ${lockedBlocks.join(', ')}`] : []),
    ...document.ecc.map(({ address, state }) => `${hex32(address)} ${state}: ECC error`),
    ...(fields.length ? [fieldsTable(fields)] : []),
    ...(slots.length ? [slotsTable(slots)] : []),
    ...refusalLines(refusals),
  ].join('\n');
}

// Blank rows say nothing, so that a run of them is one line.
function dumpLines(base: number, text: string): readonly string[] {
  const bytes = text.split(' ');
  const lines: string[] = [];
  let skipped = 0;
  for (let at = 0; at < bytes.length; at += bytesPerRow) {
    const row = bytes.slice(at, at + bytesPerRow);
    if (row.every((byte) => byte === 'FF')) skipped += row.length;
    else {
      if (skipped > 0) lines.push(`… ${count(skipped, 'byte')} blank`);
      skipped = 0;
      lines.push(`${hex32(base + at)}  ${row.join(' ')}`);
    }
  }
  return skipped > 0 ? [...lines, `… ${count(skipped, 'byte')} blank`] : lines;
}
