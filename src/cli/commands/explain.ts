import type { Command } from 'commander';
import { examples } from '../examples.js';
import { type CommonFlags, commonOptions } from '../options.js';
import { printResult } from '../output.js';
import { resolveCommand } from '../resolve.js';

export function registerExplain(program: Command): void {
  const command = program
    .command('explain')
    .description('show what is known of a chip’s OTP, and whether otpforge burns it')
    .argument('<chip>', 'a device, for example STM32L476RG or STM32H743ZI, or a line: STM32L476');
  examples(commonOptions(command), [
    'otpforge explain STM32L476RG',
    'otpforge explain STM32H743ZI',
    'otpforge explain STM32U575ZI --json',
  ]);
  command.action(async (chip: string, flags: CommonFlags) => {
    const { explain } = await import('../../api/explain.js');
    const { explainText } = await import('../explain-text.js');
    const { banks } = await resolveCommand(flags);
    const width = Math.min(process.stdout.columns || widest, widest);
    const document = await explain({ device: chip, ...(banks && { banks }) });
    printResult(document, flags.json, (shown) => explainText(shown, width));
  });
}

const widest = 80;
