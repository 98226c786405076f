import { printable, printableDocument, printableJson, printableLines } from '../text/printable.js';
import { betweenMarks, painted, plain, type Tone, toned } from '../text/tone.js';
import { isColoured } from './colour.js';
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
  clearProgress();
  process.stdout.write(`${printableJson(document, indent)}\n`);
}

/** Prints lines of our own making, which may be toned, on standard output. */
export function printText(text: string): void {
  if (text !== '') write(process.stdout, betweenMarks(text, printableLines));
}

/** Lines for another program on standard output: never broken into the columns of a terminal. */
export function printLines(text: string): void {
  process.stdout.write(`${printableLines(text)}\n`);
}

/** A note as text beside the result, on one line; stdout stays for the result alone. */
export function note(text: string, tone?: Tone): void {
  write(process.stderr, inTone(tone, printable(text)));
}

/** Notes that begin with a line of ours; what follows in them is moved in, so that none of it passes for one. */
export function noteLines(text: string, tone?: Tone): void {
  write(process.stderr, inTone(tone, printableLines(text).replaceAll('\n', '\n  ')));
}

/** Lines of our own making, which may be toned, on standard error. */
export function showLines(text: string): void {
  write(process.stderr, betweenMarks(text, printableLines));
}

/** Lines of our own making, which may be toned, as a stream shows them; none is broken. */
export function shownOn(stream: NodeJS.WriteStream, lines: readonly string[]): string {
  const text = betweenMarks(lines.join('\n'), printableLines);
  return isColoured(stream) ? painted(text) : plain(text);
}

let isProgressShown = false;

/** One line of a terminal that whatever is printed next takes the place of. */
export function showProgress(text: string): void {
  isProgressShown = true;
  // The cursor goes back, so that what comes in the middle begins a line.
  process.stderr.write(
    `${clearLine}${wrapLines(printable(text), columnsOf(process.stderr)).split('\n')[0]}\r`,
  );
}

/** Takes the line away. */
export function clearProgress(): void {
  if (isProgressShown) process.stderr.write(clearLine);
  isProgressShown = false;
}

const clearLine = '\u001b[K';

/** What the parser of the command line prints: its help, and what is wrong with the arguments. */
export const parserOutput = {
  writeOut: (text: string) => printText(text.trimEnd()),
  writeErr: (text: string) => showLines(text.trimEnd()),
  outputError: (text: string) => noteLines(text.trimEnd()),
};

/** What was taken though somebody may not have meant it. */
export function noteWarnings(warnings: readonly { readonly message: string }[]): void {
  for (const { message } of warnings) note(`warning: ${message}`, 'warning');
}

function inTone(tone: Tone | undefined, text: string): string {
  return tone === undefined ? text : toned(tone, text);
}

/** Broken into the columns of a terminal, and in its colours; a pipe or a file gets whole lines. */
function write(stream: NodeJS.WriteStream, text: string): void {
  clearProgress();
  const lines = stream.isTTY ? wrapLines(text, columnsOf(stream)) : text;
  stream.write(`${isColoured(stream) ? painted(lines) : plain(lines)}\n`);
}

/** Some terminals do not say how wide they are. */
function columnsOf({ columns }: { readonly columns?: number }): number {
  return columns || 80;
}
