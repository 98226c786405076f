import type { Argument, Command, Option } from 'commander';
import type { BankFolders } from '../../bank/index.js';
import { type Answer, beginningWith, noWords, wordsAnswer } from './answer.js';
import { valueKind } from './kinds.js';
import { type Place, placeOf } from './line.js';
import { valueAnswer } from './values.js';

/** What may be at the cursor, which is in the last of the words behind `otpforge`. */
export async function complete(program: Command, words: readonly string[]): Promise<Answer> {
  const place = placeOf(program, words);
  const taker = place.option ?? (isFlag(place) ? undefined : place.argument);
  if (taker) return answerFor(program, place, taker);
  if (place.tooMany && !isFlag(place)) return noWords;
  const names = isFlag(place) ? [] : commandNames(place.command);
  if (names.length > 0) return wordsAnswer(beginningWith(place.typed, names));
  return place.onlyOperands ? noWords : wordsAnswer(beginningWith(place.typed, flagNames(place)));
}

function isFlag({ typed, onlyOperands }: Place): boolean {
  return !onlyOperands && typed.startsWith('-');
}

async function answerFor(program: Command, place: Place, taker: Option | Argument): Promise<Answer> {
  const kind = valueKind(taker);
  if (kind?.kind === 'command') return wordsAnswer(beginningWith(place.typed, commandNames(program)));
  return kind ? valueAnswer(place, kind, () => foldersOf(place)) : noWords;
}

function commandNames(command: Command): Answer['candidates'] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map((each) => ({ value: each.name(), description: each.summary() || each.description() }));
}

/** The flags that can still be given. */
function flagNames({ command, given }: Place): Answer['candidates'] {
  return command
    .createHelp()
    .visibleOptions(command)
    .filter((option) => !given.has(option.long ?? option.flags) || isRepeatable(option))
    .flatMap(({ long, description }) => (long ? [{ value: long, description }] : []));
}

function isRepeatable({ variadic, description }: Option): boolean {
  return variadic || description.includes('(repeatable)');
}

/** The folders of banks that the command would search; without those of a project whose file is faulty. */
async function foldersOf({ given }: Place): Promise<BankFolders> {
  const { resolveCommand } = await import('../resolve.js');
  const [banks, config] = [given.get('--banks'), given.get('--config')?.at(-1)];
  const controllers = given.get('--controllers')?.at(-1);
  const flags = {
    ...(banks && { banks }),
    ...(controllers !== undefined && { controllers }),
    ...(config !== undefined && { config }),
  };
  return resolveCommand(flags).then(
    (resolved) => resolved.banks ?? [],
    () => banks ?? [],
  );
}
