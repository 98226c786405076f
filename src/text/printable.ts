/** Whether people can see every character of a text: no line breaks, controls, or marks that turn its direction. */
export function isPrintable(text: string): boolean {
  return printable(text) === text;
}

/** A text on one line that steers no terminal: what cannot be seen is a question mark. */
export function printable(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
}
