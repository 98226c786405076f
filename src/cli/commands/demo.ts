import type { Command } from 'commander';
import type { DemoStep } from '../../api/demo.js';
import { ExitCode } from '../../errors/index.js';
import { examples } from '../examples.js';
import type { Done } from '../options.js';
import { printResult, printText } from '../output.js';

export function registerDemo(program: Command, done: Done): void {
  const command = program
    .command('demo')
    .description('run the whole job on a simulated STM32F401RE and STM32L476RG; needs no hardware')
    .option('--json', 'print one JSON document instead of text');
  examples(command, ['otpforge demo', 'otpforge demo --json']);
  command.action(async (flags: { readonly json?: boolean }) => {
    const { demo } = await import('../../api/demo.js');
    const shown = flags.json ? {} : { onStep: printStep };
    const document = await demo(shown);
    printResult(document, flags.json, ({ passed, steps }) =>
      passed ? `demo: all ${steps.length} steps did what they should` : 'demo: FAILED, see above',
    );
    if (!document.passed) done(ExitCode.VerifyFailed);
  });
}

function printStep({ device, title, command, output, exitCode, expectedExitCode }: DemoStep): void {
  const lines = [
    `== ${device}: ${title}`,
    ...(command.length ? [`$ otpforge ${command.join(' ')}`] : []),
    ...(output ? [output] : []),
    exitCode === expectedExitCode ? `[exit ${exitCode}]` : `[exit ${exitCode}, EXPECTED ${expectedExitCode}]`,
  ];
  printText(`${lines.join('\n')}\n`);
}
