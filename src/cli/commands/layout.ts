import type { Command } from 'commander';
import type { LayoutHeaderDocument } from '../../api/layout-header.js';
import { needed } from '../config.js';
import { examples } from '../examples.js';
import { besideHeader } from '../header-files.js';
import { type CommonFlags, collect, commonOptions } from '../options.js';
import { noteWarnings, printResult } from '../output.js';
import { keepConfig, resolveCommand } from '../resolve.js';

interface HeaderFlags extends CommonFlags {
  readonly output: string;
  readonly device?: string;
  readonly prefix?: string;
  /** True: beside the header. */
  readonly stub?: string | true;
  readonly zephyr?: string | true;
  readonly data?: string;
  readonly set?: readonly string[];
}

/** What firmware needs of a layout. */
export function registerLayout(program: Command): void {
  const group = program.command('layout').description('make what firmware reads its layout with');
  examples(group, ['otpforge layout header otp.yaml -o otp.h']);
  const command = group
    .command('header')
    .description('write a C header (C11, C++17) that reads what a layout describes; reaches no chip')
    .argument('[file]', 'the layout of the serial data, unless otpforge.yaml names it')
    .requiredOption('-o, --output <file>', 'the header')
    .option('--device <name>', 'the chip, where its bank serves chips with other registers too')
    .option('--prefix <word>', 'prefix of all C names, otp unless given')
    .option('--stub [file]', 'write a C test, too, that reads the unit of --data from a buffer')
    .option('--data <file>', 'values of the unit of --stub, as a JSON object')
    .option('--set <name=value>', 'one value of that unit (repeatable)', collect)
    .option('--zephyr [file]', 'write an overlay for Zephyr, too, with an NVMEM cell for each field');
  examples(commonOptions(command), [
    'otpforge layout header otp.yaml -o otp.h',
    'otpforge layout header otp.yaml -o otp.h --stub --data unit.json',
    'otpforge layout header otp.yaml -o otp.h --zephyr boards/nucleo_l476rg.overlay',
    'otpforge layout header otp.yaml -o board_id.h --prefix board --device STM32G0B1RE',
  ]);
  command.action(async (layout: string | undefined, flags: HeaderFlags) => {
    const { layoutHeader } = await import('../../api/layout-header.js');
    const { output, prefix, data, set, stub, zephyr } = flags;
    const resolved = await resolveCommand({ ...flags, ...(layout !== undefined && { layout }) });
    const files = {
      ...(stub !== undefined && { stub: besideHeader(output, stub, '_test.c') }),
      ...(zephyr !== undefined && { zephyr: besideHeader(output, zephyr, '.overlay') }),
    };
    await keepConfig(resolved, 'the header', output);
    await keepConfig(resolved, 'the test', files.stub);
    await keepConfig(resolved, 'the overlay', files.zephyr);
    const document = await layoutHeader({
      layout: needed(resolved.layout, 'a layout', 'otpforge layout header otp.yaml -o otp.h'),
      output,
      ...files,
      ...(prefix !== undefined && { prefix }),
      ...(data !== undefined && { data }),
      ...(set && { set }),
      ...(resolved.device !== undefined && { device: resolved.device }),
      ...(resolved.banks && { banks: resolved.banks }),
    });
    noteWarnings(document.warnings);
    printResult(document, flags.json, headerText);
  });
}

function headerText({ files, bank }: LayoutHeaderDocument): string {
  return files.map(({ kind, file }) => `${file}: ${what[kind]} for ${bank}`).join('\n');
}

const what = { header: 'C header', stub: 'C test', zephyr: 'overlay for Zephyr' } as const;
