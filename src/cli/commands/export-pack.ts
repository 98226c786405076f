import type { Command } from 'commander';
import type { ExportPackDocument } from '../../api/export-pack.js';
import { examples } from '../examples.js';
import { bankOption, type CommonFlags, commonOptions } from '../options.js';
import { printResult } from '../output.js';
import { resolveCommand } from '../resolve.js';
import { foreignLines } from '../trust-text.js';

interface PackFlags extends CommonFlags {
  readonly bank?: readonly string[];
  readonly out: string;
  readonly templates?: string;
}

export function registerExportPack(group: Command): void {
  const command = bankOption(group.command('pack'))
    .description('write a CMSIS-Pack for Keil, pyOCD and VS Code')
    .requiredOption('-o, --out <file>', 'the .pack file, or a folder for it')
    .option('--templates <dir>', 'your own templates, used instead of the package’s of the same name');
  examples(commonOptions(command), [
    'otpforge export pack --out .',
    'otpforge export pack --bank stm32f4-otp --out f4-otp.pack',
  ]);
  command.action(async (flags: PackFlags) => {
    const { exportCmsisPack } = await import('../../api/export-pack.js');
    const { banks, bank, out, templates } = await resolveCommand(flags);
    const document = await exportCmsisPack({
      out,
      ...(bank && { names: bank }),
      ...(banks && { banks }),
      ...(templates !== undefined && { templates }),
    });
    printResult(document, flags.json, packText);
  });
}

function packText(document: ExportPackDocument): string {
  const { out, banks, files, sha256 } = document;
  return [
    `${banks.map(({ bank }) => bank).join(', ')}: ${files.length + 1} files in ${out}`,
    `  sha256 ${sha256}`,
    ...foreignLines(document),
    'Use it: otpforge docs keil, or pyocd load --pack <file> -t <device> otp.hex',
  ].join('\n');
}
