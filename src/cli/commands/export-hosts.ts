import type { Command } from 'commander';
import type { ExportHostDocument, FolderHost } from '../../api/export-host.js';
import { examples } from '../examples.js';
import { bankOption, type CommonFlags, commonOptions } from '../options.js';
import { printResult } from '../output.js';
import { resolveCommand } from '../resolve.js';
import { shellWord } from '../shell-word.js';
import { foreignLines } from '../trust-text.js';

interface HostFlags extends CommonFlags {
  readonly bank?: readonly string[];
  readonly out: string;
  readonly templates?: string;
}

interface HostCommand {
  readonly description: string;
  readonly examples: readonly string[];
  /** What to do with the folder. */
  readonly next: (folder: string) => string;
}

const hosts: Readonly<Record<FolderHost, HostCommand>> = {
  pyocd: {
    description: 'write a user script that adds the OTP to any target of pyOCD',
    examples: [
      'otpforge export pyocd --out pyocd',
      'otpforge export pyocd --bank stm32l4-otp --out pyocd --json',
    ],
    next: (folder) =>
      `Use it: pyocd load -t <target> --script ${shellWord(`${folder}/pyocd_user.py`)} unit.hex (otpforge docs pyocd)`,
  },
  'probe-rs': {
    description: 'write target descriptions for probe-rs with the OTP and its loader',
    examples: [
      'otpforge export probe-rs --out probe-rs',
      'otpforge export probe-rs --bank STM32L476RG --out probe-rs --json',
    ],
    next: (folder) =>
      `Use one: probe-rs download --chip-description-path ${shellWord(folder)}/<bank>.yaml --chip <device> --verify otp.hex`,
  },
};

/** Adds a subcommand for every host whose export is made from banks alone. */
export function registerExportHosts(group: Command): void {
  for (const [host, { description, examples: lines, next }] of Object.entries(hosts)) {
    const command = bankOption(group.command(host))
      .description(description)
      .requiredOption('-o, --out <dir>', 'a new or empty folder, or one from an earlier export')
      .option('--templates <dir>', 'your own templates, used instead of the package’s of the same name');
    examples(commonOptions(command), lines);
    command.action(async (flags: HostFlags) => {
      const { exportForHost } = await import('../../api/export-host.js');
      const { banks, bank, out, templates } = await resolveCommand(flags);
      if (!isFolderHost(host)) return;
      const document = await exportForHost(host, {
        out,
        ...(bank && { names: bank }),
        ...(banks && { banks }),
        ...(templates !== undefined && { templates }),
      });
      printResult(document, flags.json, (result) => exportText(result, next));
    });
  }
}

function isFolderHost(host: string): host is FolderHost {
  return Object.hasOwn(hosts, host);
}

function exportText(document: ExportHostDocument, next: HostCommand['next']): string {
  const { out, banks, files } = document;
  return [
    `${banks.map(({ bank }) => bank).join(', ')}: ${files.length + 1} files in ${out}`,
    ...files.map(({ name, sha256 }) => `  ${sha256.slice(0, 16)}  ${name}`),
    ...foreignLines(document),
    next(out),
  ].join('\n');
}
