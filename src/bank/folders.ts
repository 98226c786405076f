import { realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { packagePath } from '../files/package-path.js';

/**
 * Folders of bank descriptions, searched first. A plain list is what somebody has named for this run: its banks may
 * describe the package's devices in another way. What a project names for all runs may not.
 */
export type BankFolders =
  | readonly string[]
  | {
      readonly named: readonly string[];
      readonly project: readonly string[];
      /** A folder of controllers that somebody has named for this run. */
      readonly controllers?: string | undefined;
    };

/** Who answers for a folder: who runs the command, the folder that it is run in, or the package. */
export type BankOrigin = 'named' | 'project' | 'package';

export interface BankFolder {
  readonly path: string;
  readonly origin: BankOrigin;
  /** It must be there. */
  readonly required: boolean;
}

/** Folder of the banks that ship with the package. */
export const ownBanksFolder = packagePath('banks');

/** Where banks are looked for when nothing else is said: the project's own folder, then the package's. */
export const defaultBankFolders: readonly string[] = [join('otpforge', 'banks'), ownBanksFolder];

/** Every folder that is searched, in order, each of them once. */
export function searchedFolders(folders: BankFolders): readonly BankFolder[] {
  const { named, project } = isList(folders) ? { named: folders, project: [] } : folders;
  const own = realPath(ownBanksFolder);
  const all = [
    ...named.map((path) => ({ path, origin: 'named' as const, required: true })),
    ...project.map((path) => ({ path, origin: 'project' as const, required: true })),
    ...defaultBankFolders.map((path) => ({ path, origin: 'project' as const, required: false })),
  ];
  const paths = all.map(({ path }) => realPath(path));
  return all
    .map((folder, index) => (paths[index] === own ? { ...folder, origin: 'package' as const } : folder))
    .filter((_, index) => paths.indexOf(paths[index] ?? '') === index);
}

/** Folders of banks with the folder of controllers that is named beside them. */
export function withControllers(folders: BankFolders = [], controllers?: string): BankFolders {
  if (controllers === undefined) return folders;
  return { ...(isList(folders) ? { named: folders, project: [] } : folders), controllers };
}

export function isList(folders: BankFolders): folders is readonly string[] {
  return Array.isArray(folders);
}

// One folder by two names is one folder, and has the rights of the first.
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
