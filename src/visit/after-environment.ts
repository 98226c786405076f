import type { KnownUnit } from '../ledger/index.js';
import type { VisitSetup } from './setup.js';

/**
 * What programs of `after` get in their environment: the die, its unit, and its public values. Two fields whose names would
 * be one variable have none.
 */
export function afterEnvironment(
  { line, layout, stage, slot }: Pick<VisitSetup, 'line' | 'layout' | 'stage' | 'slot'>,
  unit: KnownUnit,
): Readonly<Record<string, string>> {
  const values = publicValues(unit, layout);
  const serial = values.get('serial') ?? firstUnique(unit, layout, values);
  const names = [...values.keys()].map(variableOf);
  const single = [...values].filter(([field]) => isOnce(names, variableOf(field)));
  return {
    OTPFORGE_UID: unit.die?.uid ?? '',
    OTPFORGE_UNIT: String(unit.unit),
    OTPFORGE_PRODUCT: line.product,
    OTPFORGE_DEVICE: line.device,
    OTPFORGE_STAGE: stage,
    OTPFORGE_SLOT: slot,
    ...(serial !== undefined && { OTPFORGE_SERIAL: serial }),
    ...Object.fromEntries(single.map(([field, text]) => [variableOf(field), text])),
  };
}

/** By field. The ledger has no text of a secret value; a layout that made the field secret since keeps it too. */
function publicValues(
  { values }: KnownUnit,
  { fields }: Pick<VisitSetup['layout'], 'fields'>,
): ReadonlyMap<string, string> {
  const secret = new Set(fields.filter((field) => field.secret).map(({ name }) => name));
  return new Map(
    values.flatMap(({ field, text }) =>
      text === undefined || secret.has(field) || text.includes('\0') ? [] : [[field, text]],
    ),
  );
}

/** In the order of the layout. */
function firstUnique(
  { values }: KnownUnit,
  { fields }: Pick<VisitSetup['layout'], 'fields'>,
  texts: ReadonlyMap<string, string>,
): string | undefined {
  const unique = new Set(values.filter((value) => value.unique).map(({ field }) => field));
  const first = fields.find(({ name }) => unique.has(name) && texts.has(name));
  return first && texts.get(first.name);
}

function variableOf(field: string): string {
  const name = field.replaceAll(/[^A-Za-z0-9]+/g, '_').replace(/_$/, '');
  return `OTPFORGE_VALUE_${name.toUpperCase()}`;
}

function isOnce(names: readonly string[], name: string): boolean {
  return names.indexOf(name) === names.lastIndexOf(name);
}
