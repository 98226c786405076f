import { resolve } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { isBelow } from '../files/path-below.js';
import type { LoaderSource } from './render.js';

/**
 * Refuses a source that would read files of its own choice: templates and controllers come from a project's folder, and what
 * they include must too. Only the compiler's own headers may be named. Errors: TEMPLATE_INVALID.
 */
export function refuseIncludes({ source, script }: LoaderSource, bank: string): void {
  for (const [, directive = '', what = ''] of unspliced(source).matchAll(directives)) {
    if (!compilerHeader.test(what)) throw readsFile(bank, `${directive} ${what.trim()}`);
  }
  const assembly = /\.(?:incbin|include)\b/.exec(source)?.[0];
  if (assembly !== undefined) throw readsFile(bank, assembly);
  for (const [, command] of script.matchAll(scriptTokens)) {
    if (command !== undefined) throw readsFile(bank, `${command} of the linker script`);
  }
}

/** Refuses what a compiler has read beside its input and its own headers. `reads` is in the form of a Makefile. Errors: TEMPLATE_INVALID. */
export function refuseReads(reads: string, folder: string, headers: readonly string[], bank: string): void {
  const files = makefileNames(reads).map((name) => resolve(folder, name));
  const strange = files.find((file) => ![folder, ...headers].some((place) => isBelow(file, place)));
  if (strange !== undefined) throw readsFile(bank, strange);
}

// C17 §5.1.1.2: lines are spliced before directives are looked for; digraphs (§6.4.6) and trigraphs stand for "#".
const directives = /^[ \t\f\v]*(?:#|%:|\?\?=)[ \t]*(include|include_next|import|embed)\b([^\n]*)/gm;
const compilerHeader = /^\s*<[A-Za-z0-9_]+\.h>\s*(?:\/\*|\/\/|$)/;

function unspliced(source: string): string {
  return source.replaceAll(/(?:\\|\?\?\/)[ \t]*\r?\n/g, '');
}

/** Commands of GNU ld that read or write other files; in its texts and comments they are none. */
const scriptTokens =
  /"[^"]*"|\/\*[\s\S]*?\*\/|\b(INCLUDE|INPUT|GROUP|STARTUP|OUTPUT|SEARCH_DIR|AS_NEEDED)\b/g;

function makefileNames(text: string): readonly string[] {
  const [rule = ''] = text.replaceAll(/\\\r?\n/g, ' ').split(/\r?\n/);
  const names = rule.replace(/^.*?\.o:\s/, '').match(/(?:\\.|[^\s\\])+/g) ?? [];
  return names.map((name) => name.replaceAll(/\\([ #:])/g, '$1'));
}

function readsFile(bank: string, what: string): OtpforgeError {
  return new OtpforgeError('TEMPLATE_INVALID', {
    message: `the loader of the bank ${bank} reads other files: ${what}`,
    remedy:
      'A loader is one C file and one linker script. Put what it needs into the template, the controller or the walker itself; only headers of the compiler may be included, as in #include <stdint.h>.',
    details: { bank, what },
  });
}
