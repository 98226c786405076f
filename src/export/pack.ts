import { packagePath } from '../files/package-path.js';
import { readText } from '../files/read.js';
import { version } from '../files/version.js';
import { renderTemplate, type TemplateOptions } from '../loader/templates.js';
import type { ExportBank } from './export-bank.js';
import type { ExportedFile } from './exported-file.js';
import { packFamilies } from './pack-families.js';
import { checkPackNames } from './pack-names.js';

/** Vendor and name of the pack, which with the version make its file name. */
export const packVendor = 'otpforge';
export const packName = 'STM32_OTP';

/** The file name that pack tools insist on. */
export function packFile(): string {
  return `${packVendor}.${packName}.${version()}.pack`;
}

/**
 * The files of a CMSIS-Pack that names every device of some banks, with the loaders as FLM.
 * Errors: EXPORT_REFUSED for names that no pack can hold, TEMPLATE_INVALID, FILE_*.
 */
export async function exportPack(
  banks: readonly ExportBank[],
  options: TemplateOptions = {},
): Promise<readonly ExportedFile[]> {
  checkPackNames(banks.map(({ bank }) => bank));
  const context = {
    vendor: packVendor,
    name: packName,
    version: version(),
    families: packFamilies(
      banks.map(({ bank }) => bank),
      flmPath,
    ),
  };
  const pdsc = await renderTemplate('pack.pdsc.hbs', context, { ...options, syntax: 'xml' });
  return [
    { name: `${packVendor}.${packName}.pdsc`, content: pdsc },
    { name: 'LICENSE.txt', content: await readText(packagePath('LICENSES', 'MIT-0.txt')) },
    ...banks.map(({ bank, elf }) => ({ name: flmPath(bank.name), content: elf })),
  ];
}

function flmPath(bank: string): string {
  return `Flash/${bank}.FLM`;
}
