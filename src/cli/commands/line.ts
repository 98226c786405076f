import type { Command } from 'commander';
import { confirmTrust } from '../confirm-trust.js';
import { examples } from '../examples.js';
import { trustText } from '../line-trust-text.js';
import { printResult } from '../output.js';
import { stopOnSignals } from '../stop-signals.js';

interface TrustFlags {
  readonly json?: boolean;
  readonly yes?: boolean;
}

/** What a production line needs before its first unit. */
export function registerLine(program: Command): void {
  const group = program.command('line').description('trust the programs of a line.yaml');
  examples(group, ['otpforge line trust line.yaml']);
  registerTrust(group);
}

function registerTrust(group: Command): void {
  const command = group
    .command('trust')
    .description('show what a line runs on this machine, ask, and let it run for this user')
    .argument('<line>', 'the line.yaml')
    .option('--yes', 'trust it without asking')
    .option('--json', 'print one JSON document instead of text');
  examples(command, ['otpforge line trust line.yaml', 'otpforge line trust line.yaml --yes --json']);
  command.action(async (line: string, flags: TrustFlags) => {
    const { lineTrust } = await import('../../api/line-trust.js');
    const { signal } = stopOnSignals(flags.json === true);
    const document = await lineTrust({ line, confirm: confirmTrust(flags, signal) });
    printResult(document, flags.json, trustText);
  });
}
