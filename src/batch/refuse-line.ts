import { OtpforgeError } from '../errors/index.js';
import { boundFields } from '../layout/die-fields.js';
import type { Layout } from '../layout/index.js';
import { type FieldSource, isScanned } from '../line/index.js';

/**
 * Refuses what no file can hold before there is a die, and values of programs. Errors: EXPORT_REFUSED; SCAN_NEEDED for a
 * scanned field without a table.
 */
export function refuseLine(
  layout: Layout,
  stage: string,
  sources: readonly FieldSource[],
  hasTable: boolean,
): void {
  const fields = layout.fields.filter(({ when }) => when === undefined || stage === '' || when === stage);
  const [bound] = boundFields(layout, fields);
  if (bound) {
    throw refused(
      bound.name,
      `${bound.name} depends on the unique ID of the die or on a signer (${layout.file}:${bound.line})`,
    );
  }
  const hook = sources.find(({ kind }) => kind === 'hook');
  if (hook) throw refused(hook.field, `${hook.field} is asked of a program for each die`);
  const scan = sources.find(isScanned);
  if (!scan || hasTable) return;
  throw new OtpforgeError('SCAN_NEEDED', {
    message: `${scan.field} is scanned from a label, and no table says what; no value was given out`,
    remedy: `Give --data units.csv with a column ${scan.field}.`,
    details: { field: scan.field },
  });
}

function refused(field: string, problem: string): OtpforgeError {
  return new OtpforgeError('EXPORT_REFUSED', {
    message: `${problem}: no file can be made before the die is there`,
    remedy: 'Burn these units with otpforge unit.',
    details: { field },
  });
}
