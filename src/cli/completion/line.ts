import type { Argument, Command, Option } from 'commander';

/** Where the cursor is on a command line. */
export interface Place {
  readonly command: Command;
  /** The word before the cursor, without `head`. */
  readonly typed: string;
  /** What the word begins with and keeps: "--layout=". */
  readonly head: string;
  /** A value of this flag or argument is expected; neither: the name of a subcommand, or nothing. */
  readonly option?: Option;
  readonly argument?: Argument;
  /** There are more words than the command takes, or a subcommand that is none. */
  readonly tooMany: boolean;
  /** No flag can come here. */
  readonly onlyOperands: boolean;
  /** The values of flags before the cursor, by their long names: "--banks". */
  readonly given: ReadonlyMap<string, readonly string[]>;
}

/** Follows the words of a command line as the parser does; the last one is at the cursor. */
export function placeOf(program: Command, words: readonly string[]): Place {
  const { waiting, operands, ...at } = followed(program, words.slice(0, -1));
  const { command, onlyOperands } = at;
  const last = words.at(-1) ?? '';
  const argument = argumentAt(command, operands);
  const place = { ...at, tooMany: !argument && operands > command.registeredArguments.length };
  if (waiting && isValueOf(waiting, last)) return { ...place, typed: last, head: '', option: waiting };
  const { name, value } = flagAndValue(last);
  const option = onlyOperands ? undefined : optionOf(command, name);
  if (option && value !== undefined) return { ...place, typed: value, head: `${name}=`, option };
  return { ...place, typed: last, head: '', ...(argument && { argument }) };
}

interface Followed extends Pick<Place, 'command' | 'onlyOperands' | 'given'> {
  /** A flag whose value comes next. */
  readonly waiting: Option | undefined;
  /** Words that are neither flags nor their values, nor names of commands. */
  readonly operands: number;
}

function followed(program: Command, words: readonly string[]): Followed {
  const given = new Map<string, string[]>();
  let [command, waiting]: [Command, Option | undefined] = [program, undefined];
  let [operands, onlyOperands] = [0, false];
  for (const word of words) {
    const taker: Option | undefined = waiting;
    waiting = undefined;
    if (taker) note(given, taker, isValueOf(taker, word) ? word : '');
    if (taker && isValueOf(taker, word)) continue;
    if (!onlyOperands && word === '--') {
      onlyOperands = true;
    } else if (!onlyOperands && /^-./.test(word)) {
      const { name, value } = flagAndValue(word);
      const option = optionOf(command, name);
      if (option && (value !== undefined || !takesValue(option))) note(given, option, value ?? '');
      else waiting = option;
    } else {
      const below = operands === 0 ? subcommand(command, word) : undefined;
      if (below) command = below;
      else operands += 1;
    }
  }
  return { command, waiting, operands, onlyOperands, given };
}

function note(given: Map<string, string[]>, { long, flags }: Option, value: string): void {
  const name = long ?? flags;
  given.set(name, [...(given.get(name) ?? []), value]);
}

/** Whether a flag is followed by a value. */
export function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}

// What begins with "-" is another flag where a value can be left out.
function isValueOf({ required }: Option, word: string): boolean {
  return required || !word.startsWith('-');
}

function flagAndValue(word: string): { readonly name: string; readonly value: string | undefined } {
  const equals = word.startsWith('--') ? word.indexOf('=') : -1;
  return equals < 0
    ? { name: word, value: undefined }
    : { name: word.slice(0, equals), value: word.slice(equals + 1) };
}

// With `help`, which the parser makes.
function subcommand(command: Command, name: string): Command | undefined {
  const commands = command.createHelp().visibleCommands(command);
  return commands.find((each) => each.name() === name);
}

function optionOf(command: Command, name: string): Option | undefined {
  return command.options.find(({ long, short }) => name === long || name === short);
}

function argumentAt({ registeredArguments }: Command, operands: number): Argument | undefined {
  const last = registeredArguments.at(-1);
  return registeredArguments[operands] ?? (last?.variadic ? last : undefined);
}
