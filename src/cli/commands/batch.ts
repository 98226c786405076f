import type { Command } from 'commander';
import type { BatchDocument, BatchOptions } from '../../api/batch.js';
import { hex32 } from '../../text/hex.js';
import { count } from '../../text/plural.js';
import { withBatchProgress } from '../batch-progress.js';
import { examples } from '../examples.js';
import { parseNumber } from '../options.js';
import { note, noteWarnings, printResult } from '../output.js';

type BatchFlags = Omit<BatchOptions, 'line' | 'banks' | 'onProgress'> & { readonly json?: boolean };

export function registerBatch(program: Command): void {
  const command = program
    .command('batch')
    .description('give out units of a line as hex files for other people’s programmers')
    .argument('<line>', 'the line.yaml')
    .requiredOption(
      '--batch <name>',
      'the name of the batch: the same name finishes or verifies the same files',
    )
    .option('--count <n>', 'how many units', parseNumber)
    .option('--data <file>', 'a CSV file with what was scanned, one unit per row')
    .requiredOption('-o, --output <file>', 'the files, named by a field: DIR/{serial}.hex')
    .option('--data-only', 'leave the firmware out of the files')
    .option('--stage <name>', 'the stage of the layout that is written')
    .option('--ledger-key <file>', 'the key of the ledger, instead of the one in the state folder')
    .option('--json', 'print one JSON document instead of text');
  examples(command, [
    "otpforge batch line.yaml --batch B-0042 --count 500 -o 'B-0042/{serial}.hex'",
    "otpforge batch line.yaml --batch B-0043 --data units.csv -o 'B-0043/{serial}.hex' --data-only",
  ]);
  command.action(async (line: string, { json, ...options }: BatchFlags) => {
    const { batch } = await import('../../api/batch.js');
    const document = await withBatchProgress(json, (onProgress) => batch({ ...options, line, onProgress }));
    noteWarnings(document.warnings);
    if (document.secret) note('The files hold secret fields in clear: delete them when the units are burnt.');
    printResult(document, json, batchText);
  });
}

function batchText({
  product,
  batch,
  folder,
  count: all,
  firstUnit,
  written,
  manifest,
  list,
}: BatchDocument): string {
  const units = all === 1 ? `unit ${firstUnit}` : `units ${firstUnit} to ${firstUnit + all - 1}`;
  return [
    `${batch}: ${count(all, 'unit')} of ${product}, ${units} of the ledger, in ${folder}`,
    `${count(written, 'file')} written, ${all - written} there before and right`,
    `${manifest}: the SHA-256 of each`,
    ...(list ? [`${list.file}: for J-Flash, ${count(list.length, 'byte')} at ${hex32(list.address)}`] : []),
  ].join('\n');
}
