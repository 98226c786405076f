import type { Bank } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import type { LoaderElf } from '../loader/index.js';
import { renderTemplate, type TemplateOptions } from '../loader/templates.js';
import type { ExportBank } from './export-bank.js';
import type { ExportedFile } from './exported-file.js';

/**
 * Target descriptions for probe-rs, one for each bank, with the offsets that its target-gen takes from the ELF.
 * Errors: TEMPLATE_INVALID, LOADER_INVALID, EXPORT_REFUSED for a core that probe-rs has no type for.
 */
export async function exportProbeRs(
  banks: readonly ExportBank[],
  options: TemplateOptions = {},
): Promise<readonly ExportedFile[]> {
  const files: ExportedFile[] = [];
  for (const { bank, loader } of banks) {
    const name = `${bank.name}.yaml`;
    const context = { file: name, ...bankContext(bank), ...algorithmContext(bank, loader) };
    const content = await renderTemplate('probe-rs.yaml.hbs', context, { ...options, syntax: 'code' });
    files.push({ name, content });
  }
  return files;
}

function bankContext(bank: Bank) {
  const { otp, loader, lines } = bank;
  return {
    family: bank.title,
    bankName: bank.bankName,
    otp: { start: otp.base, end: otp.base + otp.size },
    ramStart: loader.ram.base,
    devices: lines.flatMap(({ core, ramKb, devices }) =>
      Object.keys(devices).map((name) => ({
        name,
        coreType: coreType(bank, core),
        ramEnd: loader.ram.base + ramKb * 1024,
      })),
    ),
  };
}

function algorithmContext({ name, title }: Bank, loader: LoaderElf) {
  const { device, code, entries } = loader;
  return {
    algorithm: name,
    description: title,
    loaderSha256: loader.sha256,
    instructions: Buffer.from(code).toString('base64'),
    // Offsets keep the Thumb bit of the symbol.
    entries: entryNames.flatMap(({ field, symbol }) => {
      const offset = entries.get(symbol);
      return offset === undefined ? [] : { name: field, value: offset | 1 };
    }),
    // PrgData, the last word of the download.
    dataSectionOffset: code.length - 4,
    device,
    deviceEnd: device.base + device.size,
  };
}

/** Fields of a flash algorithm, in the order in which probe-rs writes them. */
const entryNames = [
  { field: 'pc_init', symbol: 'Init' },
  { field: 'pc_uninit', symbol: 'UnInit' },
  { field: 'pc_program_page', symbol: 'ProgramPage' },
  { field: 'pc_erase_sector', symbol: 'EraseSector' },
  { field: 'pc_erase_all', symbol: 'EraseChip' },
  { field: 'pc_blank_check', symbol: 'BlankCheck' },
] as const;

const coreTypes: ReadonlyMap<string, string> = new Map([
  ['Cortex-M0', 'armv6m'],
  ['Cortex-M0+', 'armv6m'],
  ['Cortex-M3', 'armv7m'],
  ['Cortex-M4', 'armv7em'],
  ['Cortex-M7', 'armv7em'],
  ['Cortex-M23', 'armv8m'],
  ['Cortex-M33', 'armv8m'],
  ['Cortex-M55', 'armv8m'],
]);

function coreType(bank: Bank, core: string): string {
  const type = coreTypes.get(core);
  if (type !== undefined) return type;
  throw new OtpforgeError('EXPORT_REFUSED', {
    message: `${bank.name}: probe-rs has no core type for ${core}`,
    remedy: `Export other banks by name with --bank, or name one of ${[...coreTypes.keys()].join(', ')} in the bank.`,
    details: { bank: bank.name, core },
  });
}
