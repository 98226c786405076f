import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { OtpforgeError } from '../errors/index.js';
import { packagePath } from '../files/package-path.js';
import { isBelow } from '../files/path-below.js';
import { readText, readTextIfThere } from '../files/read.js';
import { hex, hex32 } from '../text/hex.js';
import { type ProjectFile, projectFile } from './project-files.js';

/** Where a project keeps templates of its own when nothing else is said. */
const projectTemplates = join('otpforge', 'templates');

export interface TemplateOptions {
  /** A folder whose templates hide the package's of the same name. */
  readonly templates?: string | undefined;
  /** Hears of each file that is taken from a project and not from the package. */
  readonly onProjectFile?: ((file: ProjectFile) => void) | undefined;
}

/**
 * Renders a template. XML is escaped, code stands as it is; a name that the
 * template asks for and the context lacks is an error. Errors: TEMPLATE_INVALID, FILE_*.
 */
export async function renderTemplate(
  name: string,
  context: object,
  { templates, onProjectFile, syntax }: TemplateOptions & { readonly syntax: 'code' | 'xml' },
): Promise<string> {
  if (templates !== undefined) await checkFolder(templates, 'templates');
  const own = await firstOf(name, [templates ?? projectTemplates]);
  if (own) onProjectFile?.(projectFile(own));
  const { file, text } = own ?? (await packaged('loader-templates', name));
  try {
    return engine.compile(text, { noEscape: syntax === 'code', strict: true })(context);
  } catch (cause) {
    throw new OtpforgeError('TEMPLATE_INVALID', {
      message: `${file}: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedy: 'Compare it with the template of the same name in the package folder loader-templates.',
      details: { file },
      cause,
    });
  }
}

/**
 * Refuses a folder that is not there: misspelt, it would give the package's own templates or controllers without a word.
 * Errors: FILE_UNREADABLE.
 */
export async function checkFolder(folder: string, what: 'templates' | 'controllers'): Promise<void> {
  if ((await stat(folder).catch(() => undefined))?.isDirectory()) return;
  throw new OtpforgeError('FILE_UNREADABLE', {
    message: `${folder}: there is no such folder of ${what}`,
    remedy: `Correct the path of --${what}.`,
    details: { file: folder },
  });
}

export interface FoundFile {
  readonly file: string;
  readonly text: string;
}

/** The first of some folders that holds a file. Errors: TEMPLATE_INVALID for a link that leads out of its folder. */
export async function firstOf(name: string, folders: readonly string[]): Promise<FoundFile | undefined> {
  for (const folder of folders) {
    const file = join(folder, name);
    await refuseLinkOut(file, folder);
    const text = await readTextIfThere(file);
    if (text !== undefined) return { file, text };
  }
  return undefined;
}

async function packaged(folder: string, name: string): Promise<FoundFile> {
  const file = packagePath(folder, name);
  return { file, text: await readText(file) };
}

// What a project's folder holds is the project's; what a link in it leads to may be anybody's.
async function refuseLinkOut(file: string, folder: string): Promise<void> {
  const [target, place] = await Promise.all(
    [file, folder].map((path) => realpath(path).catch(() => undefined)),
  );
  if (target === undefined || place === undefined || isBelow(target, place)) return;
  throw new OtpforgeError('TEMPLATE_INVALID', {
    message: `${file} is a link to ${target}, outside its folder`,
    remedy: 'Put the file itself there, or name the folder in which it lies.',
    details: { file, target },
  });
}

const engine = Handlebars.create();
engine.registerHelper('hex', (value: number) => hex(value));
engine.registerHelper('hex32', (value: number) => hex32(value));
engine.registerHelper('cString', (value: string) => cString(value));
// JSON's escapes are Python's and YAML's too.
engine.registerHelper('pyString', (value: string) => JSON.stringify(value));
engine.registerHelper('yamlString', (value: string) => JSON.stringify(value));
// Nothing that a bank says may end a comment.
engine.registerHelper('cComment', (value: string) => value.replaceAll('*/', '* /'));
engine.registerHelper('xmlComment', (value: string) => new Handlebars.SafeString(xmlComment(value)));

function cString(value: string): string {
  const bytes = Array.from(Buffer.from(value, 'utf8'), (byte) =>
    byte < 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x5c || byte === 0x3f
      ? `\\${byte.toString(8).padStart(3, '0')}`
      : String.fromCharCode(byte),
  );
  return `"${bytes.join('')}"`;
}

function xmlComment(value: string): string {
  return value.replaceAll(/--+/g, '-').replace(/-$/, '');
}
