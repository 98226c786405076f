import type { Command } from 'commander';
import type { InstallDocument } from '../../api/install.js';
import { count } from '../../text/plural.js';
import { printable } from '../../text/printable.js';
import { examples } from '../examples.js';
import { type JlinkFlags, jlinkDevicesOptions, jlinkOptions, leftOutText } from '../jlink-options.js';
import { printResult } from '../output.js';
import { shellWord } from '../shell-word.js';
import { foreignLines } from '../trust-text.js';

interface InstallFlags extends JlinkFlags {
  readonly dir?: string;
  readonly dryRun?: boolean;
}

export function registerInstall(program: Command): void {
  const command = program
    .command('install')
    .description('install the OTP banks for J-Flash and J-Link Commander')
    .option('--dir <dir>', 'the JLinkDevices folder, instead of this user’s own')
    .option('--dry-run', 'show what would be written, and write nothing');
  examples(jlinkOptions(command), [
    'otpforge install --dry-run',
    'otpforge install --known devlist.xml --skip-native',
  ]);
  command.action(async (flags: InstallFlags) => {
    const { install } = await import('../../api/install.js');
    const { dir, dryRun } = flags;
    const document = await install({
      ...(await jlinkDevicesOptions(flags)),
      ...(dir !== undefined && { dir }),
      ...(dryRun && { dryRun }),
    });
    printResult(document, flags.json, (result) => installText(result, dir));
  });
}

function installText(document: InstallDocument, dir: string | undefined): string {
  const { folder, dryRun, devices, leftOut, written, unchanged, foreign, removed, kept } = document;
  return [
    `${count(devices, 'device')} ${dryRun ? 'would get' : 'have'} their OTP bank in ${folder}`,
    ...written.map((name) => `  ${dryRun ? 'would write' : 'wrote'} ${name}`),
    ...unchanged.map(
      (name) =>
        `  unchanged ${name}${foreign.includes(name) ? ': not otpforge’s, which uninstall will leave' : ''}`,
    ),
    ...removed.map((name) => `  ${dryRun ? 'would remove' : 'removed'} ${name}`),
    ...kept.map((name) => `  kept ${name}: changed since it was installed`),
    ...foreignLines(document),
    ...leftOutText(leftOut),
    burnsText(dryRun),
    ...(dryRun ? [] : [nextText(dir)]),
  ].join('\n');
}

function burnsText(dryRun: boolean): string {
  const from = dryRun ? 'After an installation' : 'From now on';
  return `${from} J-Flash, loadfile and every other program on J-Link burn OTP when a file holds data for it: with no plan and no question, forever.`;
}

// J-Link looks into its own folder alone, and so does doctor.
function nextText(dir: string | undefined): string {
  if (dir !== undefined)
    return `Take it away again with otpforge uninstall --dir ${shellWord(printable(dir))}.`;
  return 'Take it away again with otpforge uninstall; see whether it is in force with otpforge doctor.';
}
