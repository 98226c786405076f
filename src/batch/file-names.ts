import { basename, dirname, resolve } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { isFolderLock } from '../files/folder-lock.js';
import { didYouMean, nearNames } from '../text/near.js';

/** How the files of a batch are called. */
export interface FileNames {
  /** Absolute. */
  readonly folder: string;
  /** "{serial}.hex" */
  readonly pattern: string;
}

/**
 * What `-o 'DIR/{serial}.hex'` means. `known` are the fields that have public values. Errors: USAGE.
 */
export function fileNames(output: string, known: readonly string[]): FileNames {
  const [folder, pattern] = [dirname(output), basename(output)];
  if (/[{}]/.test(folder)) {
    throw usage(`${output}: a field can be in the name of the file, and not in that of its folder`);
  }
  if (!/\.hex$/i.test(pattern))
    throw usage(`${output}: the files are Intel HEX, and their names end with .hex`);
  for (const [, name = ''] of pattern.matchAll(placeholder)) {
    if (name === rowName || known.includes(name)) continue;
    throw usage(
      `${output}: no public field of the line is called ${name}`,
      didYouMean(nearNames(name, known)) ?? `Name one of ${[...known, rowName].join(', ')}.`,
    );
  }
  if (/[{}]/.test(pattern.replaceAll(placeholder, ''))) throw usage(`${output}: a brace has no partner`);
  return { folder: resolve(folder), pattern };
}

const placeholder = /\{([^{}]+)\}/g;
const rowName = 'row';

/** The name of a unit's file. Whatever a file system may not take becomes "-". `row` counts from 0. */
export function fileName(
  pattern: string,
  row: number,
  textOf: (field: string) => string | undefined,
): string {
  return pattern.replaceAll(placeholder, (_, name: string) => {
    const text = name === rowName ? String(row + 1) : (textOf(name) ?? '');
    return text.replaceAll(/[^A-Za-z0-9._-]/g, '-');
  });
}

/** The names of one batch: no two are alike, even where a file system does not tell capitals. */
export class UsedNames {
  readonly #rows = new Map<string, number>();
  readonly #taken: ReadonlySet<string>;

  /** `taken` are names that are not for units. */
  constructor(taken: readonly string[]) {
    this.#taken = new Set(taken.map((name) => name.toLowerCase()));
  }

  /** Errors: BATCH_NAMES. */
  add(name: string, row: number): void {
    const folded = name.toLowerCase();
    const other = this.#rows.get(folded);
    if (other !== undefined) {
      throw badName(name, `units ${other + 1} and ${row + 1} of the batch would have one file, ${name}`);
    }
    if (this.#taken.has(folded) || isFolderLock(folded) || folded === '.hex') {
      throw badName(
        name,
        `unit ${row + 1} of the batch would have the file ${name}, which otpforge needs itself`,
      );
    }
    if (name.length > longest) throw badName(name, `the name of the file of unit ${row + 1} is too long`);
    this.#rows.set(folded, row);
  }
}

/** What any file system takes, with the end that a file has while it is written. */
const longest = 240;

function badName(name: string, problem: string): OtpforgeError {
  return new OtpforgeError('BATCH_NAMES', {
    message: `${problem}; no value was given out`,
    remedy: 'Put a unique field, or {row}, into the name behind -o.',
    details: { name },
  });
}

function usage(message: string, remedy = "Write -o 'DIR/{serial}.hex'."): OtpforgeError {
  return new OtpforgeError('USAGE', { message, remedy });
}
