/** Prints a command's result: its JSON document, or what `text` makes of it for people. */
export function printResult<T>(result: T, json: boolean | undefined, text: (result: T) => string): void {
  const output = json ? JSON.stringify(result, undefined, 2) : text(result);
  if (output !== '') process.stdout.write(`${output}\n`);
}

/** A note for people beside the result; stdout stays for the result alone. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
