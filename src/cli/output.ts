import { printable, printableDocument, printableJson, printableLines } from '../text/printable.js';
import { wrapLines } from './wrap.js';

// Everything that this process says passes here: names of files, keys, patterns and what a server or a chip answered may
// hold what steers a terminal, or looks like a line of ours.

/** Prints a command's result: its JSON document, or its text. */
export function printResult<T>(result: T, json: boolean | undefined, text: (result: T) => string): void {
  if (json) printJson(result, 2);
  else printText(text(printableDocument(result)));
}

/** Prints a document on standard output. */
export function printJson(document: unknown, indent?: number): void {
  process.stdout.write(`${printableJson(document, indent)}\n`);
}

/** Prints lines on standard output. */
export function printText(text: string): void {
  if (text !== '') process.stdout.write(`${fitted(printableLines(text), process.stdout)}\n`);
}

/** A note as text beside the result, on one line; stdout stays for the result alone. */
export function note(text: string): void {
  process.stderr.write(`${fitted(printable(text), process.stderr)}\n`);
}

/** Notes that begin with a line of ours; what follows in them is moved in, so that none of it passes for one. */
export function noteLines(text: string): void {
  const lines = printableLines(text).replaceAll('\n', '\n  ');
  process.stderr.write(`${fitted(lines, process.stderr)}\n`);
}

/** Lines of our own making as text, on standard error. */
export function showLines(text: string): void {
  process.stderr.write(`${fitted(printableLines(text), process.stderr)}\n`);
}

/** One line of a terminal that the next one takes the place of. */
export function showProgress(text: string, isLast: boolean): void {
  // The cursor goes back, so that an error in the middle begins a line.
  process.stderr.write(`\u001b[K${printable(text)}${isLast ? '\n' : '\r'}`);
}

/** What the parser of the command line prints: its help, and what is wrong with the arguments. */
export const parserOutput = {
  writeOut: (text: string) => void process.stdout.write(printableLines(text)),
  writeErr: (text: string) => void process.stderr.write(printableLines(text)),
  outputError: (text: string) => noteLines(text.trimEnd()),
};

/** What was taken though somebody may not have meant it. */
export function noteWarnings(warnings: readonly { readonly message: string }[]): void {
  for (const { message } of warnings) note(`warning: ${message}`);
}

/** Broken into the columns of a terminal; a pipe or a file gets whole lines. */
function fitted(text: string, stream: NodeJS.WriteStream): string {
  return stream.isTTY ? wrapLines(text, stream.columns) : text;
}
