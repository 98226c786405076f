import { realpath } from 'node:fs/promises';
import { type BankFolders, findBank, loadBanks, withControllers } from '../bank/index.js';
import { type BuildReport, buildLoaders } from '../build/build.js';
import { type BuildTarget, folderTarget, packageTarget } from '../build/build-target.js';
import { packagePath } from '../files/package-path.js';
import { bankFolders, checkOptions, flag, type Shape, text, texts } from './options/index.js';

export type BuildDocument = BuildReport;

export interface BuildOptions {
  /** Bank or device names; every bank that is found unless given. */
  readonly names?: readonly string[];
  readonly banks?: BankFolders;
  /** Compare with what is there instead of writing. */
  readonly check?: boolean;
  /** arm-none-eabi-gcc, or the folder that holds it. */
  readonly toolchain?: string;
  readonly templates?: string;
  /** A folder whose flash controllers count instead of those of the project. */
  readonly controllers?: string;
  /** Gets loaders/ and devices.xml; ./otpforge unless given. */
  readonly out?: string;
}

const shape: Shape<BuildOptions> = {
  names: texts,
  banks: bankFolders,
  check: flag,
  toolchain: text,
  templates: text,
  controllers: text,
  out: text,
};

/**
 * Builds the loaders of some banks, their manifest and a devices.xml.
 * Errors: BANK_NOT_FOUND, CONTROLLER_NOT_FOUND, TEMPLATE_INVALID, TOOLCHAIN_*, COMPILE_FAILED, LOADER_*, FILE_*;
 * with `check` BUILD_DIFFERS.
 */
export async function build(options: BuildOptions = {}): Promise<BuildDocument> {
  checkOptions('build', options, shape);
  const { names = [], banks: folders, check, toolchain, templates, controllers, out } = options;
  const known = await loadBanks(withControllers(folders, controllers));
  const wanted = new Set(names.map((name) => findBank(name, known).bank.name));
  const banks = names.length === 0 ? known : known.filter(({ bank }) => wanted.has(bank.name));
  return buildLoaders({
    banks,
    knownBanks: known,
    target: await targetOf(out),
    check,
    toolchain,
    templates,
    controllers,
  });
}

async function targetOf(out: string | undefined): Promise<BuildTarget> {
  if (out !== undefined) return folderTarget(out);
  const here = await realpath('.');
  return here === (await realpath(packagePath())) ? packageTarget() : folderTarget();
}
