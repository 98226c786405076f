import { z } from 'zod';
import { type Bank, lackOfWitness } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { pathBelow } from '../files/path-below.js';
import { parseYaml } from '../files/yaml.js';
import { sha256Of } from '../loader/index.js';
import { gatherProjectFiles, type ProjectFile, projectFileSchema } from '../loader/project-files.js';
import type { ExportBank } from './export-bank.js';
import { bytesOf, type ExportedFile } from './exported-file.js';

export const exportFormat = { format: 'otpforge.export', major: 1 } as const;

/** The hosts that a bank or a unit is exported for. */
export const exportHosts = ['pyocd', 'pack', 'openocd', 'probe-rs', 'jlink', 'commander'] as const;
export type ExportHost = (typeof exportHosts)[number];

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hexadecimal');
export const exportManifestSchema = z.strictObject({
  format: z.string(),
  host: z.enum(exportHosts),
  /** The banks in it, and the SHA-256 of the loader ELF that each was made from. */
  banks: z.array(
    z.strictObject({
      bank: z.string(),
      loader: sha256,
      loaderFile: z.string().describe('where the loader is not the package’s').exactOptional(),
      unverified: z.string().describe('why no independent witness has tested the bank').exactOptional(),
    }),
  ),
  projectFiles: z
    .array(projectFileSchema)
    .describe('templates and controllers that are not the package’s')
    .exactOptional(),
  /** Every file but this one. */
  files: z.array(z.strictObject({ name: pathBelow('export'), sha256 })),
});

export type ExportManifest = Readonly<z.infer<typeof exportManifestSchema>>;

/** Its name in every export. */
export const exportManifestName = 'manifest.json';

/** What an export holds, without a time: the same inputs give the same bytes. */
export function makeExportManifest(
  host: ExportHost,
  banks: readonly ExportBank[],
  files: readonly ExportedFile[],
  projectFiles: readonly ProjectFile[] = [],
): ExportManifest {
  const own = gatherProjectFiles();
  for (const file of [...projectFiles, ...banks.flatMap(({ bank }) => bank.controllerFile ?? [])])
    own.add(file);
  return {
    format: `${exportFormat.format}/${exportFormat.major}`,
    host,
    banks: banks.map(({ bank, loader: { sha256, origin } }) => ({
      bank: bank.name,
      loader: sha256,
      ...(origin.kind === 'project' && { loaderFile: origin.file }),
      ...unverifiedOf(bank),
    })),
    ...(own.list().length > 0 && { projectFiles: [...own.list()] }),
    files: files.map((file) => ({ name: file.name, sha256: sha256Of(bytesOf(file)) })),
  };
}

function unverifiedOf(bank: Bank): { unverified?: string } {
  const unverified = lackOfWitness(bank);
  return unverified === undefined ? {} : { unverified };
}

/** A manifest as its file holds it. */
export function exportManifestText(manifest: ExportManifest): string {
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

/** The opposite of exportManifestText; undefined for what is not a manifest that this version reads. */
export function readExportManifest(text: string): ExportManifest | undefined {
  try {
    return parseYaml({ text, file: exportManifestName, ...exportFormat }, exportManifestSchema).value;
  } catch (error) {
    if (error instanceof OtpforgeError) return undefined;
    throw error;
  }
}
