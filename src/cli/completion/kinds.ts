import type { Argument, Option } from 'commander';

/** What the value of a flag or an argument is. */
export type ValueKind =
  | {
      readonly kind:
        | 'files'
        | 'folders'
        | 'device'
        | 'chip'
        | 'bank'
        | 'probe'
        | 'fields'
        | 'topic'
        | 'command'
        | 'free';
    }
  | { readonly kind: 'words'; readonly words: readonly string[] };

const files: ValueKind = { kind: 'files' };
const free: ValueKind = { kind: 'free' };

/** By the word in the angle brackets of a flag, or the name of an argument. A test finds one that is missing. */
const byPlaceholder: Readonly<Record<string, ValueKind>> = {
  file: files,
  chip: files,
  dump: files,
  image: files,
  inputs: files,
  path: files,
  program: files,
  line: files,
  table: files,
  log: files,
  dir: { kind: 'folders' },
  uri: { kind: 'probe' },
  device: { kind: 'device' },
  banks: { kind: 'bank' },
  names: { kind: 'fields' },
  area: { kind: 'words', words: ['flash', 'otp', 'sector'] },
  blocks: { kind: 'words', words: ['none'] },
  how: { kind: 'words', words: ['under', 'normal'] },
  topic: { kind: 'topic' },
  command: { kind: 'command' },
  backup: files,
  old: files,
  new: files,
  word: free,
  words: free,
  uid: free,
  hash: free,
  hex: free,
  byte: free,
  block: free,
  n: free,
  kHz: free,
  'name=value': free,
  'field=column': free,
  'field=text': free,
  'pool=units': free,
  text: free,
  number: free,
  day: free,
  code: free,
  address: free,
  unit: free,
  column: free,
};

/** Flags whose <name> could be that of anything. */
const byFlag: Readonly<Record<string, ValueKind>> = {
  '--device': { kind: 'device' },
  '--bank': { kind: 'bank' },
  '--batch': free,
  '--stage': free,
  '--slot': free,
  '--list': free,
};

/** Arguments whose name is that of a flag's value, too. */
const byArgument: Readonly<Record<string, ValueKind>> = {
  chip: { kind: 'chip' },
};

/** What a flag or an argument takes; undefined where nothing says so. */
export function valueKind(taker: Option | Argument): ValueKind | undefined {
  if (taker.argChoices) return { kind: 'words', words: taker.argChoices };
  if (!('flags' in taker)) return byArgument[taker.name()] ?? byPlaceholder[taker.name()];
  const [, placeholder = ''] = /[<[]([^>\].]+)/.exec(taker.flags) ?? [];
  return byFlag[taker.long ?? ''] ?? byPlaceholder[placeholder];
}
