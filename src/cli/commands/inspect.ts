import type { Command } from 'commander';
import type { InspectDocument, InspectOptions } from '../../api/inspect.js';
import { OtpforgeError } from '../../errors/index.js';
import { hex32 } from '../../text/hex.js';
import { count } from '../../text/plural.js';
import { examples } from '../examples.js';
import { fieldsTable } from '../fields-text.js';
import { type CommonFlags, commonOptions } from '../options.js';
import { noteWarnings, printResult } from '../output.js';
import { rangesTable } from '../ranges-text.js';
import { resolveCommand } from '../resolve.js';
import { slotsTable } from '../slots-text.js';
import { inputsOf } from './merge.js';

interface InspectFlags extends CommonFlags {
  readonly layout?: string;
  readonly device?: string;
  readonly raw?: boolean;
}

export function registerInspect(program: Command): void {
  const command = program
    .command('inspect')
    .description('show what an image contains, and which file each range comes from')
    .argument('<inputs...>', 'Intel HEX or ELF files; a raw binary as file.bin@0x08000000')
    .option('--layout <file>', 'decode the serial data by this layout')
    .option('--device <name>', 'the chip that the layout is for')
    .option('--raw', 'use inputs with an @address as they are, even a container or Intel HEX');
  examples(commonOptions(command), [
    'otpforge inspect unit.hex',
    'otpforge inspect unit.hex --layout otp.yaml --device STM32F401RE',
  ]);
  command.action(async (inputs: readonly string[], flags: InspectFlags) => {
    const { inspect } = await import('../../api/inspect.js');
    const { layout, device, banks } = await resolveCommand(flags);
    if (flags.device !== undefined && layout === undefined) throw deviceUnused();
    const options: InspectOptions = {
      inputs: inputsOf(inputs, flags.raw),
      ...(layout !== undefined && { layout }),
      ...(device !== undefined && { device }),
      ...(banks && { banks }),
    };
    const document = await inspect(options);
    noteWarnings(document.warnings);
    printResult(document, flags.json, inspectText);
  });
}

// A flag that would be passed over in silence is a wish that was not understood.
function deviceUnused(): OtpforgeError {
  return new OtpforgeError('USAGE', {
    message: '--device means nothing without --layout',
    remedy: 'Give the layout by which the serial data is to be decoded.',
  });
}

function inspectText({ ranges, starts, fields, slots, byteCount, segments }: InspectDocument): string {
  return [
    rangesTable(ranges),
    ...starts.map(({ value, file }) => `start address ${hex32(value)} (${file})`),
    `${count(byteCount, 'byte')} in ${count(segments.length, 'segment')}`,
    ...(fields.length ? ['', fieldsTable(fields)] : []),
    ...(slots.length ? ['', slotsTable(slots)] : []),
  ].join('\n');
}
