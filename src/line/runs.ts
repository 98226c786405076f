import { basename, isAbsolute, relative, resolve } from 'node:path';
import { isBelow } from '../files/path-below.js';
import { mapProbeFiles, parseProbeUri, probeFiles, trustedOptions } from '../probe/index.js';
import type { Command, Label, Line, Output } from './line.js';

/** Something in a line.yaml by which code that is not ours runs on this machine, or by which it connects elsewhere. */
export interface Run {
  /** Its key, such as "values.token.hook" or "slots.1". */
  readonly key: string;
  /** The program and its arguments, what a probe is given, or the address that it connects to. */
  readonly words: readonly string[];
  /** Seconds. */
  readonly timeout?: number;
  /** Absolute paths of files that the words name and that may be run; they need not be there. */
  readonly files: readonly string[];
}

/** All that a line runs or connects to: hooks, signers, programs, libraries and scripts of probes, outputs, printers. */
export function runsOf({ sources, signers, after, slots, outputs, label, folder }: Line): readonly Run[] {
  return [
    ...sources.flatMap((source) =>
      source.kind === 'hook' ? [runOf(`values.${source.field}.hook`, source.command)] : [],
    ),
    ...Object.entries(signers).map(([name, command]) => runOf(`signers.${name}`, command)),
    ...after.map((command, index) => runOf(`after.${index}`, command)),
    ...[...slots].flatMap(([slot, uri]) => slotRun(slot, uri, folder)),
    ...outputs.flatMap((output, index) => outputRun(`outputs.${index}`, output)),
    ...(label ? [labelRun(label)] : []),
  ];
}

function runOf(key: string, { command, timeout, folder }: Command): Run {
  const files = command.flatMap((word, index) => {
    // A bare name is looked for on PATH, never in the folder.
    if (index === 0 && basename(word) === word) return [];
    return pathsIn(word).map((path) => ({ path, absolute: resolve(folder, path) }));
  });
  // What is installed on the machine changes with its updates.
  const own = files.filter(({ path, absolute }) => !isAbsolute(path) || isBelow(absolute, folder));
  return {
    key,
    words: command,
    ...(timeout !== undefined && { timeout }),
    files: own.map(({ absolute }) => absolute),
  };
}

/** The word, and what follows "=" in one such as --script=./x.py. */
function pathsIn(word: string): readonly string[] {
  const value = /^--?[^=]+=(.+)$/.exec(word)?.[1];
  return value === undefined ? [word] : [word, value];
}

function outputRun(key: string, output: Output): readonly Run[] {
  if (output.kind === 'file') return [];
  if (output.kind === 'command') return [runOf(key, output.command)];
  const headers = Object.entries(output.headers).map(([name, value]) => `${name}: ${value}`);
  return [{ key, words: [output.url, ...headers], files: [] }];
}

/** Its template decides what the printer does. */
function labelRun({ printer, template }: Label): Run {
  if (printer.kind === 'tcp')
    return { key: 'label', words: [`tcp:${printer.host}:${printer.port}`], files: [template] };
  const run = runOf('label', printer.command);
  return { ...run, files: [...run.files, template] };
}

function slotRun(slot: string, uri: string, folder: string): readonly Run[] {
  const trusted = trustedOptions(uri);
  if (trusted.length === 0) return [];
  const probe = parseProbeUri(uri);
  // By whatever path the folder was named.
  const shown = mapProbeFiles(probe, (path) =>
    isBelow(path, folder) ? `./${relative(folder, path)}` : path,
  );
  const words = trusted.map(({ scheme, key }) =>
    key === undefined ? `${scheme}:${shown.target}` : `${key}=${shown.options[key] ?? ''}`,
  );
  const files = probeFiles(probe).flatMap(({ path, written }) => (written ? [] : [path]));
  return [{ key: `slots.${slot}`, words, files }];
}
