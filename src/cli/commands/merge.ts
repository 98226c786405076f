import type { Command } from 'commander';
import type { MergeDocument, MergeInput, MergeOptions } from '../../api/merge.js';
import { OtpforgeError } from '../../errors/index.js';
import { hex32 } from '../../text/hex.js';
import { needed } from '../config.js';
import { examples } from '../examples.js';
import { type CommonFlags, collect, commonOptions, parseNumber } from '../options.js';
import { note, printResult } from '../output.js';
import { rangesTable } from '../ranges-text.js';
import { keepConfig, resolveCommand } from '../resolve.js';
import { chosenSlotLines, parseSlot } from '../slots-text.js';
import { checkWholeTable } from '../table-check.js';

interface MergeFlags extends CommonFlags {
  readonly output?: string;
  readonly layout?: string;
  readonly device?: string;
  readonly data?: string;
  readonly csv?: string;
  readonly row?: number;
  readonly check?: boolean;
  readonly set?: readonly string[];
  readonly stage?: readonly string[];
  readonly slot?: MergeOptions['slot'];
  readonly chipDump?: string;
  readonly start?: string;
}

export function registerMerge(program: Command): void {
  const command = program
    .command('merge')
    .description('merge firmware and serial data into one Intel HEX file')
    .argument('[inputs...]', 'Intel HEX or ELF files; a raw binary as file.bin@0x08000000')
    .option('-o, --output <file>', 'the file to write')
    .option('--layout <file>', 'the layout of the serial data')
    .option('--device <name>', 'the chip that the layout is for')
    .option('--data <file>', 'values of one unit as a JSON object')
    .option('--csv <file>', 'values of many units, one a row')
    .option('--row <n>', 'which row of the CSV file, from 1', parseNumber)
    .option('--check', 'refuse the CSV file if any of its rows has a fault; without --row write nothing')
    .option('--set <name=value>', 'one value (repeatable)', collect)
    .option('--stage <name>', 'write only fields of this stage (repeatable)', collect)
    .option('--slot <n>', 'the spare slot to write, or <record>=<n> (repeatable)', parseSlot)
    .option('--chip-dump <file>', 'choose the spare slot by what "read -o" wrote of the chip')
    .option('--start <file>', 'keep the start address of this input, or "none"');
  examples(commonOptions(command), [
    'otpforge merge fw.hex --layout otp.yaml --data unit.json -o unit.hex',
    'otpforge merge fw.hex --layout otp.yaml --csv units.csv --row 7 -o unit.hex',
    'otpforge merge --layout otp.yaml --csv units.csv --check',
    'otpforge merge fw.elf --layout otp.yaml --set serial=SN-0042 -o unit.hex',
    'otpforge merge fw.hex --layout otp.yaml --data unit.json --chip-dump otp.hex -o unit.hex',
    'otpforge merge boot.hex app.bin@0x08004000 -o all.hex',
  ]);
  command.action(async (inputs: readonly string[], flags: MergeFlags) => {
    if (flags.check && flags.row === undefined && flags.output === undefined) {
      await checkWholeTable(inputs, flags);
      return;
    }
    const { merge } = await import('../../api/merge.js');
    const document = await merge(await mergeOptions(inputs, flags));
    for (const { message } of document.warnings) note(`warning: ${message}`);
    printResult(document, flags.json, (result) => mergeText(result));
  });
}

async function mergeOptions(inputs: readonly string[], flags: MergeFlags): Promise<MergeOptions> {
  const resolved = await resolveCommand(flags);
  const { layout, device, banks, firmware } = resolved;
  const { data, set, stage, slot, chipDump, start, check } = flags;
  const output = needed(flags.output, '--output', '-o unit.hex');
  await keepConfig(resolved, 'the output', output);
  const csv = csvRow(flags);
  const sources = inputs.length > 0 ? inputs : firmware === undefined ? [] : [firmware];
  // A unit's data makes no sense without a layout; a layout named by the config alone is then meant.
  const wanted = [data, csv, set, slot, chipDump, flags.layout].some((each) => each !== undefined);
  if (!wanted) refuseUnused(flags);
  if (!wanted && layout !== undefined) note(`${layout} is not used: no --data, --csv or --set was given`);
  return {
    inputs: sources.map(parseInput),
    output,
    ...(wanted && { layout: needed(layout, '--layout', '--layout otp.yaml') }),
    ...(data !== undefined && { data }),
    ...(csv && { csv }),
    ...(set && { set }),
    ...(check && { check }),
    ...(stage && { stages: stage }),
    ...(slot !== undefined && { slot }),
    ...(chipDump !== undefined && { chipDump }),
    ...(device !== undefined && { device }),
    ...(banks && { banks }),
    ...(start !== undefined && { start: start === 'none' ? start : { file: start } }),
  };
}

// A flag that would be passed over in silence is a wish that was not understood.
function refuseUnused({ stage, device }: MergeFlags): void {
  const unused = stage !== undefined ? '--stage' : device !== undefined ? '--device' : undefined;
  if (unused === undefined) return;
  throw new OtpforgeError('USAGE', {
    message: `${unused} means nothing without serial data`,
    remedy: 'Give --layout with --data, --csv or --set.',
  });
}

function csvRow({ csv, row, check }: MergeFlags): { file: string; row: number } | undefined {
  if (csv === undefined) {
    if (check)
      throw new OtpforgeError('USAGE', {
        message: '--check means nothing without --csv',
        remedy: 'Give --csv.',
      });
    if (row === undefined) return undefined;
    throw new OtpforgeError('USAGE', { message: '--row means nothing without --csv', remedy: 'Give --csv.' });
  }
  if (row !== undefined) return { file: csv, row };
  throw new OtpforgeError('USAGE', {
    message: '--csv needs --row',
    remedy: 'Say which row is meant, for example --row 1, the first below the header.',
  });
}

/** "file" or "file@address". */
export function parseInput(input: string): MergeInput {
  const at = /^(.+)@(0x[0-9a-f]+)$/i.exec(input);
  if (!at) return { path: input };
  const [, path = '', address = ''] = at;
  if (Number(address) > 0xffffffff) {
    throw new OtpforgeError('USAGE', {
      message: `${input}: the address exceeds 32 bits`,
      remedy: 'Write file.bin@0x08000000.',
    });
  }
  return { path, address: Number(address) };
}

function mergeText(document: MergeDocument): string {
  const starts = document.starts.map(({ value }) => `start address ${hex32(value)}`);
  return [
    rangesTable(document.ranges),
    ...starts,
    ...chosenSlotLines(document.slots),
    `${document.output}: ${document.byteCount} bytes`,
  ].join('\n');
}
