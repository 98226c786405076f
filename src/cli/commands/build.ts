import type { Command } from 'commander';
import type { BuildDocument, BuildOptions } from '../../api/build.js';
import { count } from '../../text/plural.js';
import { examples } from '../examples.js';
import { type CommonFlags, commonOptions } from '../options.js';
import { note, printResult } from '../output.js';
import { resolveCommand } from '../resolve.js';
import { table } from '../table.js';
import { projectFileLines } from '../trust-text.js';

type BuildFlags = CommonFlags & Omit<BuildOptions, 'names' | 'banks'>;

export function registerBuild(program: Command): void {
  const command = program
    .command('build')
    .description('build loader ELFs and devices.xml from bank descriptions')
    .argument('[banks...]', 'banks to build, by name or device; every bank that is found unless given')
    .option('--check', 'rebuild, compare with what is there, and write nothing')
    .option('--out <dir>', 'where loaders/ and devices.xml go, ./otpforge unless given')
    .option('--toolchain <path>', 'arm-none-eabi-gcc, or the folder that holds it')
    .option('--templates <dir>', 'your own templates, used instead of the package’s');
  examples(commonOptions(command), [
    'otpforge build',
    'otpforge build stm32f4-otp --out build',
    'otpforge build --check',
    'otpforge build mychip-otp --banks mybanks --controllers mycontrollers',
  ]);
  command.action(async (names: readonly string[], flags: BuildFlags) => {
    const { build } = await import('../../api/build.js');
    const { banks } = await resolveCommand(flags);
    const { check, out, toolchain, templates, controllers } = flags;
    const options = { check, out, toolchain, templates, controllers };
    const present = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
    const document = await build({ names, ...(banks && { banks }), ...present });
    if (document.judgedBy === 'contract') {
      note(`${document.compiler} is not the compiler of the manifest: judged by the contract, not by bytes`);
    }
    for (const { message } of document.warnings ?? []) note(`warning: ${message}`);
    printResult(document, flags.json, buildText);
  });
}

function buildText({ loaders, files, checked, compiler, judgedBy, projectFiles }: BuildDocument): string {
  const rows = loaders.map(({ bank, codeBytes, stackBytes, sha256 }) => [
    bank,
    String(codeBytes),
    String(stackBytes),
    sha256.slice(0, 16),
  ]);
  const columns = [
    { title: 'bank' },
    { title: 'code', align: 'right' as const },
    { title: 'stack', align: 'right' as const },
    { title: 'sha256' },
  ];
  const verdict = judgedBy === 'bytes' ? 'the same bytes' : 'within the contract';
  return [
    table(columns, rows),
    `compiler ${compiler}`,
    ...projectFileLines(projectFiles),
    ...(checked
      ? [`checked ${count(files.length, 'file')}: ${verdict}`]
      : files.map((file) => `wrote ${file}`)),
  ].join('\n');
}
