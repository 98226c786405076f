import { basename, join } from 'node:path';
import type { Bank } from '../bank/index.js';
import { ownControllersFolder, projectControllers } from '../controller/index.js';
import { OtpforgeError } from '../errors/index.js';
import { packagePath } from '../files/package-path.js';
import { controllerHeader } from './controller-header.js';
import { loaderFacts } from './facts.js';
import { projectFile } from './project-files.js';
import { checkFolder, type FoundFile, firstOf, renderTemplate, type TemplateOptions } from './templates.js';

export interface RenderOptions extends TemplateOptions {
  /** A folder whose controllers (`<name>.h`) and walkers (`unit<N>.h`) hide the package's. */
  readonly controllers?: string | undefined;
}

/** One C file that needs no other, and its linker script. */
export interface LoaderSource {
  readonly source: string;
  readonly script: string;
}

/** Renders the loader of a bank. Errors: CONTROLLER_NOT_FOUND, TEMPLATE_INVALID, FILE_*. */
export async function renderLoader(bank: Bank, options: RenderOptions = {}): Promise<LoaderSource> {
  const { controllers, onProjectFile } = options;
  if (controllers !== undefined) await checkFolder(controllers, 'controllers');
  const own = controllers ?? projectControllers;
  const part = async (name: string, ...packaged: readonly string[]) => {
    const places = [own, packagePath('firmware', ...packaged)];
    const found = await partOf(name, places, bank);
    if (found.file === join(own, name)) onProjectFile?.(projectFile(found));
    return included(found);
  };
  const context = {
    ...loaderFacts(bank),
    controller: await controllerOf(bank, own, onProjectFile),
    // Only compared with the header: the loader takes its own from there.
    statusOffset: bank.controller.statusOffset,
    statusBits: bank.controller.statusBits,
    contract: included(await partOf('contract.h', [packagePath('firmware')], bank)),
    unit: await part(`unit${bank.otp.writeUnit}.h`, 'units'),
    walker: included(await partOf('walker.h', [packagePath('firmware')], bank)),
  };
  const render = (template: string) => renderTemplate(template, context, { ...options, syntax: 'code' });
  return { source: await render('loader.c.hbs'), script: await render('loader.ld.hbs') };
}

/** A C header of a project's own counts for a bank of format 1, or where its folder is named for this run. */
async function controllerOf(
  bank: Bank,
  own: string,
  onProjectFile: RenderOptions['onProjectFile'],
): Promise<string> {
  const { name } = bank.controller;
  if (bank.controllerFile) onProjectFile?.(bank.controllerFile);
  const described = bank.flashInterface?.name === name ? bank.flashInterface : undefined;
  const mayReplace = own !== projectControllers || !described || bank.format.endsWith('/1');
  const found = mayReplace ? await firstOf(`${name}.h`, [own]) : undefined;
  if (found) {
    onProjectFile?.(projectFile(found));
    return included(found);
  }
  if (described) return included({ file: `${name}.h`, text: controllerHeader(described) });
  throw new OtpforgeError('CONTROLLER_NOT_FOUND', {
    message: `the bank ${bank.name} needs the controller ${name}: there is no ${name}.yaml in ${ownControllersFolder}, and no ${name}.h in ${own}`,
    remedy: 'Name a controller that exists, or put its file into a folder and give it with --controllers.',
    details: { bank: bank.name, file: `${name}.h`, folders: [own, ownControllersFolder] },
  });
}

async function partOf(name: string, folders: readonly string[], bank: Bank): Promise<FoundFile> {
  const found = await firstOf(name, folders);
  if (found) return found;
  throw new OtpforgeError('CONTROLLER_NOT_FOUND', {
    message: `the bank ${bank.name} needs ${name}, which is in none of ${folders.join(', ')}`,
    remedy: 'Name a controller that exists, or put the file into a folder and give it with --controllers.',
    details: { bank: bank.name, file: name, folders },
  });
}

// The #line makes the compiler name the file that a user edits; only its name, since paths differ between machines.
function included({ file, text }: FoundFile): string {
  return `#line 1 "${basename(file)}"\n${text.replaceAll('\r\n', '\n').trimEnd()}\n`;
}
