import type { Command } from 'commander';
import { examples } from '../examples.js';
import { mp1ShowText } from '../mp1-show-text.js';
import { printResult } from '../output.js';

interface ShowFlags {
  readonly device?: string;
  readonly at?: string;
  readonly map?: boolean;
  readonly svg?: string;
  readonly json?: boolean;
}

export function registerMp1Show(group: Command): void {
  const command = group
    .command('show')
    .description('show a dump of the fuses: values, status bits, and what they say')
    .argument('<file>', 'a partition, an nvmem dump, or a text of hexdump, od, xxd or -otp displ; - is stdin')
    .argument('[words...]', 'only these words: word=57, word=0x39 or word=57,58')
    .option('--device <name>', 'the chip, where its part number leaves it open: STM32MP157C, STM32MP135C')
    .option('--at <word>', 'word=12: where a text without addresses, or a piece of a dump, begins')
    .option('--map', 'show the words as a grid instead')
    .option('--svg <file>', 'with --map: draw the grid into this file, too')
    .option('--json', 'print one JSON document instead of text');
  examples(command, [
    'otpforge mp1 show otp.bin',
    'otpforge mp1 show otp.bin word=57,58,59 --device STM32MP157C',
    'ssh board cat /sys/bus/nvmem/devices/stm32-romem0/nvmem | otpforge mp1 show -',
    'otpforge mp1 show piece.txt --at word=12',
    'otpforge mp1 show otp.bin --map --svg fuses.svg',
  ]);
  command.action(async (file: string, words: readonly string[], flags: ShowFlags) => {
    const { device, at, json } = flags;
    const common = { file, ...(device !== undefined && { device }), ...(at !== undefined && { at }) };
    if (flags.map || flags.svg !== undefined) {
      await printMap(common, words, flags);
      return;
    }
    const { mp1Show } = await import('../../api/mp1-show.js');
    printResult(await mp1Show({ ...common, words }), json, mp1ShowText);
  });
}

async function printMap(
  common: { readonly file: string; readonly device?: string; readonly at?: string },
  words: readonly string[],
  { map, svg, json }: ShowFlags,
): Promise<void> {
  const { mp1Map } = await import('../../api/mp1-show.js');
  const { mapText } = await import('../map-text.js');
  if (!map || words.length > 0) throw await misused(!map);
  printResult(await mp1Map({ ...common, ...(svg !== undefined && { svg }) }), json, mapText);
}

async function misused(isWithoutMap: boolean): Promise<Error> {
  const { OtpforgeError } = await import('../../errors/index.js');
  return new OtpforgeError('USAGE', {
    message: isWithoutMap ? '--svg means nothing without --map' : 'a map shows all words, and some are named',
    remedy: isWithoutMap ? 'Add --map.' : 'Leave out the words, or --map.',
  });
}
