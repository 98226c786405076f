import type { Command } from 'commander';
import type { ExportJlinkDocument } from '../../api/export-jlink.js';
import { count } from '../../text/plural.js';
import { examples } from '../examples.js';
import { type JlinkFlags, jlinkDevicesOptions, jlinkOptions, leftOutText } from '../jlink-options.js';
import { printResult } from '../output.js';
import { shellWord } from '../shell-word.js';
import { foreignLines } from '../trust-text.js';

interface Flags extends JlinkFlags {
  readonly out: string;
}

export function registerExportJlink(group: Command): void {
  const command = group
    .command('jlink')
    .description('write a JLinkDevices folder that adds the OTP banks to J-Link’s devices')
    .requiredOption('-o, --out <dir>', 'a new or empty folder, or one from an earlier export');
  examples(jlinkOptions(command), [
    'otpforge export jlink --out JLinkDevices',
    'otpforge export jlink --known devlist.xml --skip-native --out JLinkDevices',
  ]);
  command.action(async (flags: Flags) => {
    const { exportJlinkDevices } = await import('../../api/export-jlink.js');
    const document = await exportJlinkDevices({ ...(await jlinkDevicesOptions(flags)), out: flags.out });
    printResult(document, flags.json, jlinkText);
  });
}

function jlinkText(document: ExportJlinkDocument): string {
  const { out, files, devices, leftOut } = document;
  return [
    `${count(devices, 'device')}, ${files.length + 1} files in ${out}`,
    ...files.map(({ name, sha256 }) => `  ${sha256.slice(0, 16)}  ${name}`),
    ...foreignLines(document),
    ...leftOutText(leftOut),
    `Use it: JLinkExe -JLinkDevicesXMLPath ${shellWord(out)}, or put it where J-Link looks with otpforge install`,
  ].join('\n');
}
