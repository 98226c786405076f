/**
 * What nobody sees, or what steers a terminal or the order of its text: controls, format and bidirectional characters,
 * line and paragraph separators, what is not assigned or has a meaning of its own, and what has no width.
 */
const unseen = /[\p{C}\p{Zl}\p{Zp}\p{DI}]/gu;
const unseenInLines = /[^\P{C}\n]|[\p{Zl}\p{Zp}\p{DI}]/gu;

/** Whether people can see every character of a text: no line breaks, controls, or marks that turn its direction. */
export function isPrintable(text: string): boolean {
  return printable(text) === text;
}

/** A text on one line that steers no terminal: what cannot be seen is written as its code point, `\u{202E}`. */
export function printable(text: string): string {
  return text.replace(unseen, escaped);
}

/** The same for a text of several lines. */
export function printableLines(text: string): string {
  return text.replace(unseenInLines, escaped);
}

/** A document with every text in it on one line and printable, so that what is made of it has only its own lines. */
export function printableDocument<T>(document: T): T {
  return mapTexts(document) as T;
}

/** JSON in which every character can be seen: what cannot is escaped, as JSON.stringify does with a few alone. */
export function printableJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(unseenInLines, (character) =>
    Array.from({ length: character.length }, (_, index) => jsonEscape(character.charCodeAt(index))).join(''),
  );
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`;
}

function jsonEscape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

function mapTexts(value: unknown): unknown {
  if (typeof value === 'string') return printable(value);
  if (Array.isArray(value)) return value.map(mapTexts);
  if (typeof value !== 'object' || value === null || !isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapTexts(each)]));
}

/** Bytes and maps stay what they are. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
