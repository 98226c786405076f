import type { Bank, Precondition } from './bank.js';

/** The fields that must hold before the first bit is burnt; format 1 has one, the voltage range. */
export function preconditionsOf({ preconditions, voltageScaling }: Bank): readonly Precondition[] {
  if (preconditions) return preconditions;
  if (!voltageScaling) return [];
  const { required, ...field } = voltageScaling;
  return [
    {
      ...field,
      code: 'VOLTAGE_SCALING',
      name: 'voltage range',
      required: [required],
      remedy: `Power the board off and on: range ${required} is what the chip starts with.`,
    },
  ];
}
