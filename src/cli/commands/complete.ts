import type { Command } from 'commander';
import { CliCommand } from '../command.js';
import { printLines } from '../output.js';

/** What the scripts of `otpforge completion` ask at each Tab. */
export function registerComplete(program: Command): void {
  program
    .command('complete', { hidden: true })
    .description('list what may be at the cursor of a command line')
    .argument('[words...]', 'the words behind otpforge, behind "--"; the last one is at the cursor')
    .action(async (words: readonly string[]) => printLines(await answerTo(words)));
}

async function answerTo(words: readonly string[]): Promise<string> {
  const [{ registerCommands }, { complete }, { answerText, noWords }] = await Promise.all([
    import('./index.js'),
    import('../completion/complete.js'),
    import('../completion/answer.js'),
  ]);
  const program = new CliCommand('otpforge').option('-V, --version', 'show the version');
  await registerCommands(program, () => undefined, words.length > 1 ? words[0] : undefined);
  // A message would end up in the middle of what somebody types.
  return answerText(await complete(program, words).catch(() => noWords));
}
