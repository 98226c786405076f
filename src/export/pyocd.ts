import { type Bank, bankOfLine } from '../bank/index.js';
import type { LoaderElf } from '../loader/index.js';
import { renderTemplate, type TemplateOptions } from '../loader/templates.js';
import { clockOf, eccOfAllLines, partsOf, protectionFacts } from './chip-facts.js';
import type { ExportBank } from './export-bank.js';
import type { ExportedFile } from './exported-file.js';
import { scriptCells, scriptReasons } from './judging.js';
import { pyocdAlgorithm } from './pyocd-algorithm.js';

/** The name under which pyOCD finds a user script in its working folder by itself. */
export const pyocdScript = 'pyocd_user.py';

/**
 * A user script for pyOCD that adds the OTP of whatever chip of these banks is connected, loader included.
 * Errors: TEMPLATE_INVALID, LOADER_TOO_LARGE, LOADER_INVALID.
 */
export async function exportPyocd(
  banks: readonly ExportBank[],
  options: TemplateOptions = {},
): Promise<readonly ExportedFile[]> {
  const cells = scriptCells(banks.map(({ bank }) => bank));
  const reasons = scriptReasons(cells);
  const context = { script: pyocdScript, cells, reasons, banks: banks.map(templateBank) };
  const content = await renderTemplate('pyocd-user.py.hbs', context, { ...options, syntax: 'code' });
  return [{ name: pyocdScript, content }];
}

function templateBank({ bank, loader }: ExportBank) {
  const { otp, identity } = bank;
  return {
    name: bank.name,
    title: bank.title,
    idcode: identity.idcode,
    parts: partsOf(bank.lines),
    devIds: [...new Set(bank.lines.flatMap(({ devIds }) => devIds))].sort((a, b) => a - b),
    flashBase: bank.flash.base,
    clock: clockOf(identity),
    protection: protectionFacts(bank),
    otp,
    data: otp.data,
    locks: otp.locks ?? null,
    ecc: eccOfAllLines(bank),
    loader: bank.loader,
    loaderSha256: loader.sha256,
    algorithms: algorithmsOf(bank, loader),
  };
}

/** One for each set of ECC registers that lines have: the NMI handler before the loader takes back the flags of them all. */
function algorithmsOf(bank: Bank, loader: LoaderElf) {
  const groups = new Map<string, { readonly bank: Bank; readonly devIds: readonly number[] }>();
  for (const line of bank.lines) {
    const own = bankOfLine(bank, line);
    const key = JSON.stringify(own.otp.ecc?.registers);
    const devIds = new Set([...(groups.get(key)?.devIds ?? []), ...line.devIds]);
    groups.set(key, { bank: own, devIds: [...devIds].sort((a, b) => a - b) });
  }
  return [...groups.values()].map(({ bank: own, devIds }) => ({
    devIds,
    algorithm: pyocdAlgorithm(own, loader),
  }));
}
