import { OtpforgeError } from '../errors/index.js';
import { isBlank } from './blank.js';
import type { Layout, LayoutField } from './layout.js';

/** The name by which a unique value is compared with others: all elements of a field have one, and all entries of a record. */
export function uniqueName(name: string): string {
  return name.replaceAll(/\[[^\]]*\]/g, '');
}

/** Refuses a unique value that two elements of one unit have. Errors: LAYOUT_VALUE. */
export function refuseTwice(
  { file, bank }: Layout,
  fields: readonly LayoutField[],
  encoded: ReadonlyMap<LayoutField, Uint8Array>,
): void {
  const owners = new Map<string, LayoutField>();
  for (const field of fields) {
    const bytes = field.unique ? encoded.get(field) : undefined;
    if (!bytes || isBlank(bank, bytes)) continue;
    const key = `${uniqueName(field.name)} ${Buffer.from(bytes).toString('hex')}`;
    const owner = owners.get(key);
    if (!owner) owners.set(key, field);
    else if (owner !== field) throw usedTwice(file, field, owner);
  }
}

function usedTwice(file: string, { name, line }: LayoutField, owner: LayoutField): OtpforgeError {
  return new OtpforgeError('LAYOUT_VALUE', {
    message: `${file}:${line}: ${name} and ${owner.name} have the same value, but no two of them may`,
    remedy: `Correct the value of ${name}. Values that may be equal need "unique: false" in the layout.`,
    details: { field: name, file, line, other: owner.name },
  });
}
