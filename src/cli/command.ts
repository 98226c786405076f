import { Command, type ErrorOptions } from 'commander';
import { didYouMean, nearNames } from '../text/near.js';

/** A command whose errors suggest a name only where one is near: the parser's own suggestions are freer. */
export class CliCommand extends Command {
  constructor(name?: string) {
    super(name);
    this.showSuggestionAfterError(false);
  }

  override createCommand(name?: string): CliCommand {
    return new CliCommand(name);
  }

  override error(message: string, options?: ErrorOptions): never {
    const code = options?.code;
    if (code === 'commander.missingMandatoryOptionValue') {
      // Which may be the one that is missing, spelled otherwise.
      const unknown = this.args.find((arg) => /^--?\w/.test(arg));
      if (unknown !== undefined) {
        return this.error(`error: unknown option '${unknown}'`, { code: 'commander.unknownOption' });
      }
    }
    const [, unknown = ''] = /^error: unknown (?:command|option) '([^'=]*)/.exec(message) ?? [];
    const near = didYouMean(nearNames(unknown, unknown.startsWith('-') ? this.#flags() : this.#names()));
    return super.error(near === undefined ? message : `${message}\n(${near})`, options);
  }

  #flags(): readonly string[] {
    const options = this.createHelp().visibleOptions(this);
    return options.flatMap(({ long }) => long ?? []);
  }

  #names(): readonly string[] {
    const commands = this.createHelp().visibleCommands(this);
    return commands.map((command) => command.name());
  }
}
