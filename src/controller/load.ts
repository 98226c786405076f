import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { packagePath } from '../files/package-path.js';
import { isErrno, isMissing } from '../files/read.js';
import { parseController } from './parse.js';
import type { Controller } from './schema.js';

/** Who answers for a controller: who names its folder for this run, the folder it is run in, or the package. */
export type ControllerOrigin = 'named' | 'project' | 'package';

export interface LoadedController {
  readonly controller: Controller;
  readonly file: string;
  readonly origin: ControllerOrigin;
  /** The text of the file. */
  readonly text: string;
}

/** Controllers by name. */
export type Controllers = ReadonlyMap<string, LoadedController>;

/** Folder of the controllers that ship with the package. */
export const ownControllersFolder = packagePath('controllers');

/** Where a project keeps controllers of its own when nothing else is said. */
export const projectControllers = join('otpforge', 'controllers');

/**
 * Reads the controllers of the folder that somebody names for this run, or of the project, and of the package. Only a
 * named folder may describe a controller of the package in another way. Errors: FILE_*, YAML_SYNTAX, FORMAT_*, SCHEMA,
 * CONTROLLER_SHIPPED.
 */
export function loadControllers(named?: string): Controllers {
  const own = controllersIn(ownControllersFolder, 'package');
  const others =
    named === undefined ? controllersIn(projectControllers, 'project') : controllersIn(named, 'named');
  const all = new Map(own.map((each) => [each.controller.name, each]));
  for (const each of others) {
    const { name } = each.controller;
    if (each.origin === 'project' && all.has(name)) throw shadows(each);
    all.set(name, each);
  }
  return all;
}

/** The controllers of the package alone. Errors: those of a controller. */
export function shippedControllers(): Controllers {
  return new Map(controllersIn(ownControllersFolder, 'package').map((each) => [each.controller.name, each]));
}

function controllersIn(folder: string, origin: ControllerOrigin): readonly LoadedController[] {
  return controllerFiles(folder, origin).map((name) => {
    const file = join(folder, name);
    const text = readFileSync(file, 'utf8');
    return { controller: parseController(text, file), file, origin, text };
  });
}

function controllerFiles(folder: string, origin: ControllerOrigin): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.ya?ml$/i.test(name))
      .sort();
  } catch (cause) {
    if (origin === 'project' && isMissing(cause)) return [];
    throw new OtpforgeError('FILE_NOT_FOUND', {
      message: `${folder}: cannot be read as a folder of controllers: ${isErrno(cause) ? cause.code : String(cause)}`,
      remedy: 'Check the path given with --controllers.',
      details: { folder },
      cause,
    });
  }
}

function shadows({ file, controller: { name } }: LoadedController): OtpforgeError {
  return new OtpforgeError('CONTROLLER_SHIPPED', {
    message: `${file}: describes the controller ${name}, and the package has one of that name`,
    remedy: `Give it another name. To put it in the place of the package's, name its folder on the command line with --controllers.`,
    details: { file, controller: name },
  });
}
