import type { Plan, PlanValue } from '../burn/index.js';
import type { Layout, ValueField } from '../layout/index.js';

/** The values of a plan, counters with the step that they make: "12 → 13". */
export function withSteps(
  values: readonly PlanValue[],
  layout: Layout | undefined,
  units: Plan['units'],
): readonly PlanValue[] {
  if (!layout?.fields.some(({ type }) => type === 'unary')) return values;
  return values.map((value) => {
    const field = layout.fields.find(
      ({ address, name }) => address === value.address && name === value.field,
    );
    if (value.text === undefined || field?.kind !== 'value' || field.type !== 'unary') return value;
    const old = countOf(field, units);
    return old === undefined || old === value.text ? value : { ...value, text: `${old} → ${value.text}` };
  });
}

/** What a counter holds now; undefined where that is unknown or not a number. */
function countOf({ address, length, codec }: ValueField, units: Plan['units']): string | undefined {
  const bytes = new Map(
    units.flatMap((unit) => [...unit.old].map((byte, index) => [unit.address + index, byte] as const)),
  );
  const held = Array.from({ length }, (_, index) => bytes.get(address + index));
  const known = held.filter((byte) => byte !== undefined);
  if (known.length < length) return undefined;
  try {
    return codec.decode(Uint8Array.from(known)).text;
  } catch {
    return undefined;
  }
}
