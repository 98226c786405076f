import { type BankWarning, bankWarnings, type LoadedBank } from '../bank/index.js';
import { inLockedFolder } from '../files/folder-lock.js';
import { writeAtomic } from '../files/write.js';
import type { Breach } from '../loader/contract/index.js';
import { manifestText } from '../loader/manifest.js';
import { gatherProjectFiles, type ProjectFile } from '../loader/project-files.js';
import type { RenderOptions } from '../loader/render.js';
import { findToolchain } from '../loader/toolchain.js';
import { type BuiltFiles, buildFiles, type MadeLoader, makeLoaders } from './build-files.js';
import { type BuildTarget, folderTarget, loaderPath, manifestPath } from './build-target.js';
import { compareBuild } from './compare-build.js';
import { refuseForeignFiles } from './foreign-files.js';

export interface BuildOptions extends RenderOptions {
  /** The banks to build. */
  readonly banks: readonly LoadedBank[];
  /** Where to: a folder, which gets loaders/ and devices.xml, or the layout of this package itself. */
  readonly target?: BuildTarget | undefined;
  /** Writes nothing, and fails on any difference from what is there. */
  readonly check?: boolean | undefined;
  /** The compiler or the folder that holds it; else PATH. */
  readonly toolchain?: string | undefined;
  /** Banks that the target's manifest may hold from an earlier build, for its devices.xml. */
  readonly knownBanks?: readonly LoadedBank[] | undefined;
}

export interface BuiltLoader {
  readonly bank: string;
  readonly file: string;
  readonly sha256: string;
  readonly codeBytes: number;
  readonly stackBytes: number;
  readonly breaches: readonly Breach[];
}

export interface BuildReport {
  readonly format: 'otpforge.build/1';
  readonly compiler: string;
  readonly checked: boolean;
  /** contract: the compiler is not the manifest's, so bytes say nothing. */
  readonly judgedBy: 'bytes' | 'contract';
  readonly loaders: readonly BuiltLoader[];
  /** Files written, or compared with --check. */
  readonly files: readonly string[];
  /** Templates, controllers and walkers that are not the package's. */
  readonly projectFiles: readonly ProjectFile[];
  /** What was taken in a bank though nobody may have meant it. */
  readonly warnings?: readonly BankWarning[];
}

/**
 * Renders, compiles, links and checks the loaders of some banks, and writes them with their manifest and a
 * devices.xml. The same inputs and compiler give the same bytes, wherever they are built.
 * Errors: TOOLCHAIN_*, COMPILE_FAILED, LOADER_CONTRACT, TEMPLATE_INVALID, CONTROLLER_NOT_FOUND, BUILD_DIFFERS,
 * EXPORT_FOLDER_USED, FOLDER_BUSY, FILE_*.
 */
export async function buildLoaders(options: BuildOptions): Promise<BuildReport> {
  const target = options.target ?? folderTarget();
  if (!options.check) await refuseForeignFiles(target);
  const toolchain = await findToolchain(options.toolchain);
  const own = gatherProjectFiles();
  const request = { ...options, target, toolchain, onProjectFile: own.add };
  const loaders = await makeLoaders(request);
  const judgedBy = options.check
    ? await compareBuild(await buildFiles(loaders, request), target)
    : // Two builds at once would each write a manifest without the other's loaders.
      await inLockedFolder(target.loaders, async () =>
        writeBuild(await buildFiles(loaders, request), target),
      );
  const warnings = options.banks.flatMap(({ bank }) => bankWarnings(bank));
  return {
    format: 'otpforge.build/1',
    compiler: toolchain.version,
    checked: options.check ?? false,
    judgedBy,
    loaders: loaders.map((loader) => summary(loader, target)),
    files: [
      ...loaders.map(({ entry }) => loaderPath(target, entry)),
      manifestPath(target),
      target.devicesXml,
    ],
    projectFiles: own.list(),
    ...(warnings.length > 0 && { warnings }),
  };
}

async function writeBuild(
  { loaders, manifest, devicesXml }: BuiltFiles,
  target: BuildTarget,
): Promise<'bytes'> {
  for (const { entry, elf } of loaders) await writeAtomic(loaderPath(target, entry), elf);
  await writeAtomic(manifestPath(target), manifestText(manifest));
  await writeAtomic(target.devicesXml, devicesXml);
  return 'bytes';
}

function summary({ entry, breaches }: MadeLoader, target: BuildTarget): BuiltLoader {
  return {
    bank: entry.bank,
    file: loaderPath(target, entry),
    sha256: entry.sha256.elf,
    codeBytes: entry.codeBytes,
    stackBytes: entry.stackBytes,
    breaches,
  };
}
