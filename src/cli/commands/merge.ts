import { type Command, InvalidArgumentError } from 'commander';
import type { MergeDocument, MergeOptions, MergeToFileOptions } from '../../api/merge.js';
import type { MergeInput } from '../../api/merge-input.js';
import type { SelectedArea } from '../../api/merge-selection.js';
import { OtpforgeError } from '../../errors/index.js';
import { hex32 } from '../../text/hex.js';
import { count } from '../../text/plural.js';
import { given, needed } from '../config.js';
import { examples } from '../examples.js';
import { leftOutLines } from '../left-out-text.js';
import { type CommonFlags, collect, commonOptions } from '../options.js';
import { note, noteWarnings, printResult } from '../output.js';
import { parseUid } from '../parse-uid.js';
import { rangesTable } from '../ranges-text.js';
import { keepConfig, resolveCommand } from '../resolve.js';
import { chosenSlotLines, parseSlot } from '../slots-text.js';
import { checkWholeTable } from '../table-check.js';
import { csvOf, type RowFlags, rowOptions } from '../table-options.js';

interface MergeFlags extends CommonFlags, RowFlags {
  readonly output?: string;
  readonly layout?: string;
  readonly device?: string;
  readonly data?: string;
  readonly check?: boolean;
  readonly set?: readonly string[];
  readonly stage?: readonly string[];
  readonly slot?: MergeOptions['slot'];
  readonly uid?: string;
  readonly chipDump?: string;
  readonly start?: readonly string[];
  readonly only?: readonly SelectedArea[];
  readonly without?: readonly SelectedArea[];
  readonly blankIsAbsent?: boolean;
  readonly raw?: boolean;
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
    .option('--check', 'check every row of the CSV file; without --row write nothing')
    .option('--set <name=value>', 'one value (repeatable)', collect)
    .option('--stage <name>', 'write only fields of this stage (repeatable)', collect)
    .option('--slot <n>', 'the spare slot to write, or <record>=<n> (repeatable)', parseSlot)
    .option('--chip-dump <file>', 'choose the spare slot from a dump of the chip ("read -o")')
    .option('--uid <uid>', 'make the unit for this die alone: its unique ID, as "read" shows it', parseUid)
    .option('--start <file>', 'keep the start address of this input, or "none" (repeatable)', collect)
    .option(
      '--only <area>',
      'keep only this part of the inputs: flash, otp, sector or 0x…-0x… (repeatable)',
      parseArea,
    )
    .option(
      '--without <area>',
      'leave out this part of the inputs: flash, otp, sector or 0x…-0x… (repeatable)',
      parseArea,
    )
    .option('--blank-is-absent', 'leave out write units that are all 0xFF, as in a padded dump')
    .option('--raw', 'use inputs with an @address as they are, even a container or Intel HEX');
  examples(commonOptions(rowOptions(command)), [
    'otpforge merge fw.hex --layout otp.yaml --data unit.json -o unit.hex',
    'otpforge merge fw.hex --layout otp.yaml --csv units.csv --row 7 -o unit.hex',
    'otpforge merge fw.hex --layout otp.yaml --csv units.csv --where serial=SN-0042 -o unit.hex',
    'otpforge merge --layout otp.yaml --csv units.csv --check',
    'otpforge merge fw.elf --layout otp.yaml --set serial=SN-0042 -o unit.hex',
    'otpforge merge fw.hex --layout otp.yaml --data unit.json --chip-dump otp.hex -o unit.hex',
    'otpforge merge fw.hex --layout otp.yaml --data unit.json --uid 0031001F3032471135383736 -o unit.hex',
    'otpforge merge boot.hex app.bin@0x08004000 -o all.hex',
    'otpforge merge dump.bin@0x1FFF7000 --blank-is-absent --device STM32L476RG -o otp.hex',
    'otpforge merge all.hex --only flash --only otp --device STM32F401RE -o unit.hex',
  ]);
  command.action(async (inputs: readonly string[], flags: MergeFlags) => {
    const isRowNamed = flags.row !== undefined || flags.where !== undefined;
    if (flags.check && !isRowNamed && flags.output === undefined) {
      await checkWholeTable(inputs, flags);
      return;
    }
    const { merge } = await import('../../api/merge.js');
    const document = await merge(await mergeOptions(inputs, flags));
    noteWarnings(document.warnings);
    printResult(document, flags.json, (result) => mergeText(result));
  });
}

async function mergeOptions(inputs: readonly string[], flags: MergeFlags): Promise<MergeToFileOptions> {
  const resolved = await resolveCommand(flags);
  const { layout, device, banks, firmware } = resolved;
  const { data, set, stage, slot, chipDump, check, only, without, blankIsAbsent } = flags;
  const output = given(flags.output, '--output', '-o unit.hex');
  await keepConfig(resolved, 'the output', output);
  refuseCheckAlone(flags);
  const csv = await csvOf(flags, resolved.table);
  const sources = inputs.length > 0 ? inputs : firmware === undefined ? [] : [firmware];
  // A unit's data makes no sense without a layout; a layout named by the config alone is then meant.
  const wanted = [data, csv, set, slot, chipDump, flags.layout].some((each) => each !== undefined);
  if (!wanted) refuseUnused(flags);
  if (!wanted && layout !== undefined) note(`${layout} is not used: no --data, --csv or --set was given`);
  return {
    inputs: inputsOf(sources, flags.raw),
    output,
    ...(wanted && { layout: needed(layout, '--layout', '--layout otp.yaml') }),
    ...(data !== undefined && { data }),
    ...(csv && { csv }),
    ...(set && { set }),
    ...(check && { check }),
    ...(stage && { stages: stage }),
    ...(slot !== undefined && { slot }),
    ...(flags.uid !== undefined && { uid: flags.uid }),
    ...(resolved.signers && { signers: resolved.signers }),
    ...(chipDump !== undefined && { chipDump }),
    ...(device !== undefined && { device }),
    ...(banks && { banks }),
    ...startOf(flags),
    ...(only && { only }),
    ...(without && { without }),
    ...(blankIsAbsent && { blankIsAbsent }),
  };
}

// A flag that would be passed over in silence is a wish that was not understood.
function refuseUnused({ stage }: MergeFlags): void {
  if (stage === undefined) return;
  throw new OtpforgeError('USAGE', {
    message: '--stage means nothing without serial data',
    remedy: 'Give --layout with --data, --csv or --set.',
  });
}

function startOf({ start: files }: MergeFlags): Pick<MergeOptions, 'start'> {
  if (files === undefined) return {};
  if (!files.includes('none')) return { start: files.map((file) => ({ file })) };
  if (files.length === 1) return { start: 'none' };
  throw new OtpforgeError('USAGE', {
    message: '--start none and another --start contradict each other',
    remedy: 'Name the file whose start address to keep, or none.',
  });
}

function refuseCheckAlone({ csv, check }: MergeFlags): void {
  if (!check || csv !== undefined) return;
  throw new OtpforgeError('USAGE', { message: '--check means nothing without --csv', remedy: 'Give --csv.' });
}

/** Inputs, of which those with an address are taken as they are if `raw` insists. Errors: USAGE. */
export function inputsOf(sources: readonly string[], raw: boolean | undefined): readonly MergeInput[] {
  const inputs = sources.map(parseInput);
  if (!raw) return inputs;
  if (inputs.every(({ address }) => address === undefined)) {
    throw new OtpforgeError('USAGE', {
      message: '--raw means nothing without an address',
      remedy: 'Say where the bytes belong: file.bin@0x08000000.',
    });
  }
  return inputs.map((input) => (input.address === undefined ? input : { ...input, raw }));
}

/** "flash", "otp", "sector", or addresses, of which the last one belongs to the area: "0x08000000-0x0800FFFF". */
function parseArea(text: string, sofar: readonly SelectedArea[] = []): readonly SelectedArea[] {
  if (text === 'flash' || text === 'otp' || text === 'sector') return [...sofar, text];
  const [, first, last = first] = /^(0x[0-9a-f]{1,8})(?:-(0x[0-9a-f]{1,8}))?$/i.exec(text) ?? [];
  const length = Number(last) - Number(first) + 1;
  if (length > 0) return [...sofar, { address: Number(first), length }];
  throw new InvalidArgumentError('expected flash, otp, sector or an area such as 0x08000000-0x0800FFFF');
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
    ...leftOutLines(document.leftOut),
    `${document.output}: ${count(document.byteCount, 'byte')}`,
    ...boundLines(document.boundTo),
  ].join('\n');
}

function boundLines(boundTo: MergeDocument['boundTo']): readonly string[] {
  if (!boundTo) return [];
  const { uid, file } = boundTo;
  return [`${file}: for the die ${uid} alone; keep it beside the output`];
}
