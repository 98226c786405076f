import type { Command } from 'commander';
import type { DemoStep } from '../../api/demo.js';
import { ExitCode } from '../../errors/index.js';
import { stepText, storyText } from '../demo-text.js';
import { examples } from '../examples.js';
import { type Done, type VerboseFlag, verboseOption } from '../options.js';
import { printResult, printText } from '../output.js';

interface DemoFlags extends VerboseFlag {
  readonly json?: boolean;
}

export function registerDemo(program: Command, done: Done): void {
  const command = program
    .command('demo')
    .description('run the whole job on a simulated STM32F401RE and STM32L476RG; needs no hardware')
    .option('--json', 'print one JSON document instead of text');
  examples(verboseOption(command), ['otpforge demo', 'otpforge demo --verbose', 'otpforge demo --json']);
  command.action(async (flags: DemoFlags) => {
    const { demo } = await import('../../api/demo.js');
    const shown = flags.json ? {} : { onStep: flags.verbose ? printStep : storyPrinter() };
    const document = await demo(shown);
    printResult(document, flags.json, ({ passed, steps }) =>
      passed
        ? `demo: all ${steps.length} steps did what they should${flags.verbose ? '' : '; --verbose shows all of them'}`
        : 'demo: FAILED, see above',
    );
    if (!document.passed) done(ExitCode.VerifyFailed);
  });
}

function printStep(step: DemoStep): void {
  printText(stepText(step));
}

/** Says once which chip the steps are about. */
function storyPrinter(): (step: DemoStep) => void {
  let device = '';
  return (step) => {
    if (step.device !== device) printText(`${device === '' ? '' : '\n'}== ${step.device}, simulated`);
    device = step.device;
    printText(storyText(step));
  };
}
