import type { Command } from 'commander';
import { ExitCode } from '../../errors/index.js';
import { confirmTrust } from '../confirm-trust.js';
import { examples } from '../examples.js';
import { lineCheckText } from '../line-check-text.js';
import { trustText } from '../line-trust-text.js';
import { type CommonFlags, commonOptions, type Done } from '../options.js';
import { noteWarnings, printResult } from '../output.js';
import { resolveCommand } from '../resolve.js';
import { stopOnSignals } from '../stop-signals.js';

interface TrustFlags {
  readonly json?: boolean;
  readonly yes?: boolean;
}

/** What a production line needs before its first unit. */
export function registerLine(program: Command, done: Done): void {
  const group = program.command('line').description('check a line.yaml, and trust its programs');
  examples(group, ['otpforge line check line.yaml', 'otpforge line trust line.yaml']);
  registerCheck(group, done);
  registerTrust(group);
}

function registerCheck(group: Command, done: Done): void {
  const command = group
    .command('check')
    .description(
      'check a line against its layout, and show the next values and the plan of a unit; reaches no chip',
    )
    .argument('<line>', 'the line.yaml');
  examples(commonOptions(command), ['otpforge line check line.yaml', 'otpforge line check line.yaml --json']);
  command.action(async (line: string, flags: CommonFlags) => {
    const { lineCheck } = await import('../../api/line-check.js');
    const { banks } = await resolveCommand(flags);
    const document = await lineCheck({ line, ...(banks && { banks }) });
    noteWarnings(document.warnings);
    printResult(document, flags.json, lineCheckText);
    if (document.plan && document.plan.refusals.length > 0) done(ExitCode.Refused);
  });
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
