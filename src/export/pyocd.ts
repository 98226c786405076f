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
  const ecc = eccOfAllLines(bank);
  // One loader serves every line: its NMI handler takes back the flags of the register that all of them have.
  const first = ecc && {
    ...ecc,
    detected: ecc.flags,
    registers: [{ register: ecc.register, detected: ecc.flags, corrected: 0 }],
  };
  const ofAllLines = { ...bank, otp: { ...otp, ecc: first } };
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
    ecc,
    loader: bank.loader,
    loaderSha256: loader.sha256,
    algorithm: pyocdAlgorithm(ofAllLines, loader),
  };
}
