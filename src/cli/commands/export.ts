import { type Command, Option } from 'commander';
import type { ExportCommanderDocument } from '../../api/export-commander.js';
import { count } from '../../text/plural.js';
import { needed } from '../config.js';
import { examples } from '../examples.js';
import { type CommonFlags, commonOptions, type ImageFlags, imageOptions, parseNumber } from '../options.js';
import { noteWarnings, printResult } from '../output.js';
import { resolveCommand } from '../resolve.js';
import { foreignLines } from '../trust-text.js';
import { registerExportHosts } from './export-hosts.js';
import { registerExportJlink } from './export-jlink.js';
import { registerExportOpenocd } from './export-openocd.js';
import { registerExportPack } from './export-pack.js';

interface CommanderFlags extends CommonFlags, ImageFlags {
  readonly device?: string;
  readonly out: string;
  readonly templates?: string;
  readonly speed?: number;
}

export function registerExport(program: Command): void {
  const group = program.command('export').description('export banks or a unit for another programmer');
  registerExportHosts(group);
  registerExportJlink(group);
  registerExportPack(group);
  registerExportOpenocd(group);
  const command = group
    .command('commander')
    .description('write J-Link Commander scripts that burn a unit with stock SEGGER software')
    .argument('<image>', 'Intel HEX, ELF, or raw binary with --address')
    .option('--device <name>', 'the chip, for example STM32L476RG')
    .requiredOption('-o, --out <dir>', 'a new or empty folder, or one from an earlier export')
    .option('--speed <kHz>', 'SWD speed, 4000 unless given', parseNumber)
    .option('--templates <dir>', 'your own templates, used instead of the package’s of the same name');
  // What other commands call the file that they write.
  const output = new Option('--output <dir>').hideHelp();
  command.addOption(output.argParser((dir) => command.setOptionValue('out', dir)));
  examples(imageOptions(commonOptions(command)), [
    'otpforge export commander unit.hex --device STM32F401RE --out burn',
  ]);
  command.action(async (image: string, flags: CommanderFlags) => {
    const { exportCommanderScripts } = await import('../../api/export-commander.js');
    const { device, banks, fill, out, templates, speed, address, raw, lockEmpty } =
      await resolveCommand(flags);
    const document = await exportCommanderScripts({
      image,
      out,
      device: needed(device, '--device', '--device STM32F401RE'),
      ...(banks && { banks }),
      ...(fill !== undefined && { fill }),
      ...(address !== undefined && { address }),
      ...(raw !== undefined && { raw }),
      ...(lockEmpty && { lockEmpty }),
      ...(templates !== undefined && { templates }),
      ...(speed !== undefined && { speedKhz: speed }),
    });
    noteWarnings(document.warnings);
    printResult(document, flags.json, exportText);
  });
}

function exportText(document: ExportCommanderDocument): string {
  const { folder, device, files, dataUnits, lockUnits } = document;
  return [
    `${device}: ${count(dataUnits, 'data unit')} and ${count(lockUnits, 'lock')}, ${count(files.length, 'file')} in ${folder}`,
    ...foreignLines(document),
    `Begin with ${folder}/README.txt: it names the commands and what must come out before the next one.`,
  ].join('\n');
}
