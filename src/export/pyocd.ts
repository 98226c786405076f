import { renderTemplate, type TemplateOptions } from '../loader/templates.js';
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

// The script serves every line: it looks at the flags that any of them has.
function eccOfAllLines(bank: ExportBank['bank']) {
  const { ecc } = bank.otp;
  if (!ecc) return null;
  const each = [ecc, ...bank.lines.flatMap(({ eccRegisters }) => eccRegisters ?? [])];
  const all = (key: 'detected' | 'corrected') => each.reduce((mask, one) => (mask | one[key]) >>> 0, 0);
  return { ...ecc, detected: all('detected'), corrected: all('corrected') };
}

function templateBank({ bank: described, loader }: ExportBank) {
  const bank = { ...described, otp: { ...described.otp, ecc: eccOfAllLines(described) } };
  const { otp, identity } = bank;
  return {
    name: bank.name,
    title: bank.title,
    idcode: identity.idcode,
    devIds: [...new Set(bank.lines.flatMap(({ devIds }) => devIds))].sort((a, b) => a - b),
    flashBase: bank.flash.base,
    protection: bank.readProtection ?? null,
    otp,
    data: otp.data,
    locks: otp.locks ?? null,
    ecc: otp.ecc && { ...otp.ecc, flags: (otp.ecc.detected | otp.ecc.corrected) >>> 0 },
    loader: bank.loader,
    loaderSha256: loader.sha256,
    algorithm: pyocdAlgorithm(bank, loader),
  };
}
