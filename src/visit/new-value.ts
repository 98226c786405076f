import { OtpforgeError } from '../errors/index.js';
import { bytesOrRule, dataField, type Layout, type ValueField } from '../layout/index.js';
import type { NewValue, ValueSource } from '../ledger/index.js';
import { canonicalBytes, type ScopeSource, scopeOf } from './scoped-values.js';

/** How the ledger keeps values: keyed hashes of all, and what is secret sealed. */
export interface ValueKeeper {
  /** The keyed hash by which two values of a scope are compared. */
  mac(scope: string, canonical: Uint8Array): Uint8Array;
  seal(field: string, text: string): Uint8Array;
}

/** A value of a field as the ledger takes it. Errors: LAYOUT_VALUE for one that the field does not take. */
export function newValue(
  field: ValueField,
  text: string,
  { source, scopes, keeper }: { source: ValueSource; scopes: ScopeSource; keeper: ValueKeeper },
): NewValue {
  const scope = scopeOf(field, scopes);
  const bytes = bytesOrRule(field, text, false);
  if (typeof bytes === 'string') throw badValue(field, source, bytes);
  const canonical = canonicalBytes(field, bytes);
  const { name, unique, secret } = field;
  return {
    field: name,
    source,
    unique,
    scope,
    mac: keeper.mac(scope, canonical),
    ...(secret ? { sealed: keeper.seal(name, text) } : { canonical, text }),
  };
}

/** The field of a layout that a value is for; of a record that of its first slot. Errors: LAYOUT_FIELD_UNKNOWN. */
export function valueField(layout: Layout, name: string): ValueField {
  const { file } = layout;
  const field = dataField(layout, name);
  if (field?.kind === 'value') return field;
  throw new OtpforgeError('LAYOUT_FIELD_UNKNOWN', {
    message: `${file} has no field called "${name}" that takes a value`,
    remedy: 'Check the line with otpforge line check.',
    details: { file, field: name },
  });
}

function badValue({ name, line }: ValueField, source: ValueSource, rule: string): OtpforgeError {
  return new OtpforgeError('LAYOUT_VALUE', {
    message: `${name}: a value of its source (${source}) ${rule}; nothing was written`,
    remedy: 'Correct the source in line.yaml, or scan the right label.',
    details: { field: name, line, source },
  });
}
