import type { Command } from 'commander';
import type { ExportOpenocdDocument } from '../../api/export-openocd.js';
import { count } from '../../text/plural.js';
import { needed } from '../config.js';
import { examples } from '../examples.js';
import { type CommonFlags, commonOptions, type ImageFlags, imageOptions } from '../options.js';
import { noteWarnings, printResult } from '../output.js';
import { resolveCommand } from '../resolve.js';
import { shellWord } from '../shell-word.js';
import { foreignLines } from '../trust-text.js';

interface OpenocdFlags extends CommonFlags, ImageFlags {
  readonly device?: string;
  readonly out: string;
  readonly templates?: string;
}

export function registerExportOpenocd(group: Command): void {
  const command = group
    .command('openocd')
    .description('write a Tcl script that burns a unit with OpenOCD and our loader')
    .argument('<image>', 'Intel HEX, ELF, or raw binary with --address')
    .option('--device <name>', 'the chip, for example STM32L476RG')
    .requiredOption('-o, --out <dir>', 'a new or empty folder, or one from an earlier export')
    .option('--templates <dir>', 'your own templates, used instead of the package’s of the same name');
  examples(imageOptions(commonOptions(command)), [
    'otpforge export openocd unit.hex --device STM32F401RE --out burn',
  ]);
  command.action(async (image: string, flags: OpenocdFlags) => {
    const { exportOpenocdScript } = await import('../../api/export-openocd.js');
    const { device, banks, fill, out, templates, address, raw, lockEmpty } = await resolveCommand(flags);
    const document = await exportOpenocdScript({
      image,
      out,
      device: needed(device, '--device', '--device STM32F401RE'),
      ...(banks && { banks }),
      ...(fill !== undefined && { fill }),
      ...(address !== undefined && { address }),
      ...(raw !== undefined && { raw }),
      ...(lockEmpty && { lockEmpty }),
      ...(templates !== undefined && { templates }),
    });
    noteWarnings(document.warnings);
    printResult(document, flags.json, openocdText);
  });
}

function openocdText(document: ExportOpenocdDocument): string {
  const { out, device, files, dataUnits, lockUnits } = document;
  return [
    `${device}: ${count(dataUnits, 'data unit')} and ${count(lockUnits, 'lock')}, ${files.length + 1} files in ${out}`,
    ...foreignLines(document),
    `Use it: openocd -f <interface>.cfg -f <target>.cfg -f ${shellWord(`${out}/otp.tcl`)} -c "init; otpforge_burn; reset run; shutdown"`,
  ].join('\n');
}
