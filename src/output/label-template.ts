import Handlebars from 'handlebars';
import { OtpforgeError } from '../errors/index.js';
import { readSmallText } from '../files/read-small.js';
import type { Layout } from '../layout/index.js';
import type { Label, Line } from '../line/index.js';
import { printable } from '../text/printable.js';
import { lineText, zplText } from './escape.js';
import { type LabelContent, sampleContents } from './label-content.js';

/** A checked template. Errors: LABEL_TEMPLATE for a unit that lacks a value which it prints. */
export type LabelTemplate = (content: LabelContent) => string;

/**
 * Reads the template of a line's label and tries it. Errors: FILE_*; LABEL_TEMPLATE for a name that units of the line do not
 * have, and for a label that would not show that it is a reprint or of a simulated chip.
 */
export async function loadLabel(label: Label, line: Line, layout: Layout): Promise<LabelTemplate> {
  const file = label.template;
  const render = compiled(file, await readSmallText(file, 'a label'), label.escape);
  for (const content of sampleContents(line, layout)) {
    const text = render(content);
    for (const [name, word] of [
      ['reprint', content.reprint],
      ['training', content.training],
    ] as const)
      if (word !== '' && !text.includes(word))
        throw invalid(file, `it does not show ${word}: put {{${name}}} where people see it`);
  }
  return render;
}

function compiled(file: string, text: string, escaping: Label['escape']): LabelTemplate {
  const engine = Handlebars.create();
  // Names of fields such as keys[0].id are none that a path can have.
  engine.registerHelper('value', (field: unknown, { data }: Handlebars.HelperOptions) =>
    textOf(data.root as LabelContent, String(field)),
  );
  // Every text is escaped before the template gets it, so that no kind of braces leaves it as it is.
  const render = engine.compile(text, { noEscape: true, strict: true });
  return (content) => {
    try {
      return render(escaped(content, escaping === 'zpl' ? zplText : lineText));
    } catch (cause) {
      throw invalid(file, cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause));
    }
  };
}

function textOf({ values }: LabelContent, field: string): string {
  const text = Object.hasOwn(values, field) ? values[field] : undefined;
  if (text === undefined) throw new Error(`there is no value of ${field}, or it is secret`);
  return text;
}

function escaped({ values, ...texts }: LabelContent, by: (text: string) => string): LabelContent {
  const all = (from: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(from).map(([name, text]) => [name, by(text)]));
  return withNames({ ...texts, ...all(texts), values: withNames(all(values)) });
}

/** Handlebars itself passes over unknown names in conditions, and knows those that every object has. */
function withNames<T extends object>(names: T): T {
  const require = (name: string | symbol) => {
    if (typeof name === 'string' && !Object.hasOwn(names, name)) throw new Error(`"${name}" not defined`);
  };
  return new Proxy(names, {
    has(target, name) {
      require(name);
      return Reflect.has(target, name);
    },
    get(target, name, receiver): unknown {
      require(name);
      return Reflect.get(target, name, receiver);
    },
  });
}

function invalid(file: string, why: string): OtpforgeError {
  return new OtpforgeError('LABEL_TEMPLATE', {
    message: `${file}: ${printable(why)}`,
    remedy: 'otpforge docs outputs lists the names that a label can have.',
    details: { file },
  });
}
