import english from './texts/en.json' with { type: 'json' };

export type TextKey = keyof typeof english;
type Counted = TextKey extends infer Key ? (Key extends `${infer Stem}.one` ? Stem : never) : never;
type Values = Readonly<Record<string, string | number>>;

/** The texts of a language by key; keys that a file leaves out are English. */
export type Texts = Readonly<Record<string, string>>;

let texts: Texts = english;
let language = 'en';

/** Shows a language from now on. */
export function setTexts(of: string, own: Texts): void {
  texts = { ...english, ...own };
  language = of;
}

export function currentLanguage(): string {
  return language;
}

/** A text with its `{names}` filled in. */
export function t(key: TextKey, values: Values = {}): string {
  return filled(texts[key] ?? english[key], values);
}

/** The form of a text that a number asks for in this language: `KEY.one`, `KEY.few`, `KEY.other`. */
export function counted(stem: Counted, count: number): string {
  const form = new Intl.PluralRules(language).select(count);
  const text = texts[`${stem}.${form}`] ?? texts[`${stem}.other`] ?? english[`${stem}.other`];
  return filled(text, { count });
}

/** A text that a language file may have, such as `code.VERIFY`. */
export function optionalText(key: string): string | undefined {
  return texts[key];
}

function filled(text: string, values: Values): string {
  return text.replaceAll(/\{([\w-]+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
