import { type FieldInput, ValueProblem } from './codec/index.js';

/** Refuses a value that is not what people see. Throws ValueProblem. */
export function refuseUnseen(value: FieldInput): void {
  if (typeof value !== 'string' || isPlain(value)) return;
  const [hidden] = unseen.exec(value) ?? [];
  if (hidden !== undefined) throw new ValueProblem(`holds ${codePoint(hidden)}, which nobody can see`);
  const [blank] = oddBlank.exec(value) ?? [];
  if (blank !== undefined) {
    throw new ValueProblem(`holds ${codePoint(blank)}, which looks like a common blank and is none`);
  }
  const [lookalike] = words(value).flatMap((word) => (latin.test(word) && foreign.exec(word)) || []);
  if (lookalike !== undefined) {
    throw new ValueProblem(
      `holds ${codePoint(lookalike)}, which looks like a Latin letter, among Latin ones`,
    );
  }
}

/** Refuses what a spreadsheet or a script writes in place of a value. Throws ValueProblem. */
export function refuseDebris(cell: string): void {
  const text = cell.trim();
  const found = debris.find(({ form }) => form.test(text));
  if (found) {
    const cure = found.byScript ? 'fill the cell in' : 'format the column as text and export it again';
    throw new ValueProblem(
      `is ${found.what}, as a ${found.byScript ? 'script' : 'spreadsheet'} leaves it; ${cure}, or give the value ` +
        'by --set or --data if it is what you mean',
    );
  }
}

/** Whether a text is spelled by the characters that Unicode's canonical composition gives it. */
export function isComposed(value: FieldInput): boolean {
  return typeof value !== 'string' || isPlain(value) || value.normalize('NFC') === value;
}

/** Printable ASCII, as most values are: everybody sees all of it. */
function isPlain(text: string): boolean {
  return /^[ -~]*$/.test(text);
}

/**
 * Format characters, those that turn the direction of what follows among them, and whatever else has no ink: Hangul
 * fillers, variation selectors, the blank of Braille. Control characters are refused by text fields themselves.
 */
const unseen = /[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\u{2800}]/u;

/** Blanks other than the common one and that of Chinese and Japanese. */
const oddBlank = /(?![ \u{3000}])\p{Zs}/u;

const latin = /\p{Script=Latin}/u;

/** No language mixes Latin and Cyrillic in one word. Greek letters are in units such as kΩ, so only twins count. */
const foreign = /[\p{Script=Cyrillic}ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο]/u;

function words(text: string): readonly string[] {
  return text.match(/[\p{L}\p{M}]+/gu) ?? [];
}

const debris: readonly { readonly form: RegExp; readonly what: string; readonly byScript?: true }[] = [
  { form: /^=(?=["'A-Z0-9$(+@-])/i, what: 'a formula' },
  // Excel marks text with a leading apostrophe, which is not a part of the value.
  { form: /^'\d+$/, what: "a number behind a spreadsheet's text mark" },
  { form: /^#(?=.*\p{L}{2}.*[!?]$)[\p{Lu}\p{N}/_¡¿]+[!?]$/u, what: 'an error value' },
  { form: /^(?:#N\/A\b.*|#\p{Lu}\/\p{Lu}!?|#NV|#YOK|#GETTING_DATA|Err:\d{3})$/u, what: 'an error value' },
  // What pandas, SQL and scripts write where there is no value.
  {
    form: /^(?:<NA>|NaN|NaT|nan|null|NULL|None|undefined)$/,
    what: 'the mark of a missing value',
    byScript: true,
  },
  // What a template was to be filled with.
  { form: /^(?:\$\{.*\}|\{\{.*\}\})$/, what: 'a variable without its value', byScript: true },
  { form: /^#{2,}$/, what: 'a cell that was too narrow for its value' },
  // "1E10" may be a serial number or two bytes; a spreadsheet always writes the sign and mostly decimals.
  { form: /^[+-]?\d[.,]\d+E[+-]\d{1,3}$/i, what: 'a rounded number' },
  { form: /^[+-]?\dE\+\d{1,3}$/i, what: 'a rounded number' },
];

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
