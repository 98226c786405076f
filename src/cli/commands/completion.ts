import { Argument, type Command } from 'commander';
import { completionScripts, type Shell } from '../completion/scripts/index.js';
import { examples } from '../examples.js';
import { printJson, printLines } from '../output.js';

export function registerCompletion(program: Command): void {
  const command = program
    .command('completion')
    .description('print a script with which a shell completes commands, flags, chips and probes')
    .addArgument(new Argument('<shell>', 'your shell').choices(Object.keys(completionScripts)))
    .option('--json', 'print one JSON document instead of text')
    .addHelpText('after', install);
  examples(command, [
    'otpforge completion bash > ~/.otpforge-completion.bash',
    'otpforge completion fish > ~/.config/fish/completions/otpforge.fish',
  ]);
  command.action((shell: Shell, flags: { readonly json?: boolean }) => {
    const script = completionScripts[shell];
    if (flags.json) printJson({ format: 'otpforge.completion/1', shell, script }, 2);
    else printLines(script);
  });
}

const install = `
To install it:
  bash  add to ~/.bashrc: eval "$(otpforge completion bash)"
  zsh   add to ~/.zshrc, after compinit: eval "$(otpforge completion zsh)"
  fish  otpforge completion fish > ~/.config/fish/completions/otpforge.fish`;
