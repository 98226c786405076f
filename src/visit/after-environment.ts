import type { KnownUnit } from '../ledger/index.js';
import { publicValues, serialOf } from './public-values.js';
import type { VisitSetup } from './setup.js';

/**
 * What programs of `after` get in their environment: the die, its unit, and its public values. Two fields whose names would
 * be one variable have none.
 */
export function afterEnvironment(
  { line, layout, stage, slot }: Pick<VisitSetup, 'line' | 'layout' | 'stage' | 'slot'>,
  unit: KnownUnit,
): Readonly<Record<string, string>> {
  const serial = passable(serialOf(unit, layout));
  const values = new Map([...publicValues(unit, layout)].filter(([, text]) => passable(text) !== undefined));
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

/** An environment cannot have a text with a zero. */
function passable(text: string | undefined): string | undefined {
  return text?.includes('\0') ? undefined : text;
}

function variableOf(field: string): string {
  const name = field.replaceAll(/[^A-Za-z0-9]+/g, '_').replace(/_$/, '');
  return `OTPFORGE_VALUE_${name.toUpperCase()}`;
}

function isOnce(names: readonly string[], name: string): boolean {
  return names.indexOf(name) === names.lastIndexOf(name);
}
