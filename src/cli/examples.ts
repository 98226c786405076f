import type { Command } from 'commander';

const widest = 78;

/** Adds examples to a command's help; a long one goes on in the next line. */
export function examples(command: Command, lines: readonly string[]): Command {
  return command.addHelpText('after', `\nExamples:\n${lines.flatMap(folded).join('\n')}`);
}

function folded(line: string): readonly string[] {
  if (line.length <= widest) return [`  ${line}`];
  const at = line.lastIndexOf(' -', widest - 2);
  return at < 0 ? [`  ${line}`] : [`  ${line.slice(0, at)} \\`, ...folded(`  ${line.slice(at + 1)}`)];
}
