import type { Command } from 'commander';
import type { UninstallDocument } from '../../api/install.js';
import { count } from '../../text/plural.js';
import { examples } from '../examples.js';
import { printResult } from '../output.js';

interface UninstallFlags {
  readonly dir?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function registerUninstall(program: Command): void {
  const command = program
    .command('uninstall')
    .description('remove what install added, except files changed since')
    .option('--dir <dir>', 'the JLinkDevices folder that you gave to install')
    .option('--dry-run', 'show what would be removed, and remove nothing')
    .option('--json', 'print one JSON document instead of text');
  examples(command, ['otpforge uninstall', 'otpforge uninstall --dry-run --json']);
  command.action(async ({ dir, dryRun, json }: UninstallFlags) => {
    const { uninstall } = await import('../../api/install.js');
    const document = await uninstall({ ...(dir !== undefined && { dir }), ...(dryRun && { dryRun }) });
    printResult(document, json, uninstallText);
  });
}

function uninstallText({ folder, dryRun, removed, kept, foreign, missing }: UninstallDocument): string {
  if (removed.length + kept.length + foreign.length + missing.length === 0)
    return `nothing of otpforge is installed in ${folder}`;
  return [
    `${dryRun ? 'would remove' : 'removed'} ${count(removed.length, 'file')} from ${folder}`,
    ...removed.map((name) => `  ${name}`),
    ...kept.map((name) => `  kept ${name}: changed since it was installed`),
    ...foreign.map((name) => `  left ${name}: it was there before otpforge`),
    ...missing.map((name) => `  gone already: ${name}`),
  ].join('\n');
}
