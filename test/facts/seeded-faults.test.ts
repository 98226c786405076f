import { describe, expect, it } from 'vitest';
import { controllerChoices } from './choices.js';
import { controllerClaims } from './claims/index.js';
import { type ControllerFile, descriptionsIn } from './descriptions.js';
import { missingFlags, reservedBits } from './flags.js';
import { problemsOf } from './judge.js';

const rules = { claims: controllerClaims, choices: controllerChoices };

interface Described extends ControllerFile {
  readonly status: ControllerFile['status'] & { readonly bits: Readonly<Record<string, number>> };
  readonly control: ControllerFile['control'] & { readonly bits: Readonly<Record<string, unknown>> };
  readonly unlock: { readonly keys: readonly number[] };
  readonly unit: { readonly size: number };
}

/** A description with one fault, from which loader and simulated chip alike would be made. */
type Fault = (controller: Described) => Described;

const faults: readonly (readonly [what: string, fault: Fault])[] = [
  [
    'the bit of BSY',
    (controller) => {
      const [busy = ''] = controller.status.busy;
      const bits = { ...controller.status.bits, [busy]: (controller.status.bits[busy] ?? 0) + 3 };
      return { ...controller, status: { ...controller.status, bits } };
    },
  ],
  [
    'a key',
    (controller) => {
      const [first = 0, second = 0] = controller.unlock.keys;
      return { ...controller, unlock: { ...controller.unlock, keys: [first, second ^ 1] } };
    },
  ],
  [
    'the bit that programs',
    (controller) => {
      const bits = { ...controller.control.bits, [controller.control.program]: 18 };
      return { ...controller, control: { ...controller.control, bits } };
    },
  ],
  [
    'the flags that are cleared',
    (controller) => {
      const bits = [...controller.status.clear.bits, ...controller.status.busy];
      return {
        ...controller,
        status: { ...controller.status, clear: { ...controller.status.clear, bits } },
      };
    },
  ],
  [
    'the write unit',
    (controller) => ({
      ...controller,
      unit: { ...controller.unit, size: controller.unit.size === 8 ? 16 : 8 },
    }),
  ],
];

describe.each(descriptionsIn<Described>('controllers'))('a wrong controllers/%s', (_, controller) => {
  it.each(faults)('is found by what never reads it: %s', (_what, fault) => {
    const wrong = fault(controller);
    expect(found(controller)).toEqual([]);
    expect(found(wrong)).not.toEqual([]);
  });
});

function found(controller: Described): readonly string[] {
  const { errors, busy, pending = [], clear } = controller.status;
  const alien = clear.bits.filter((flag) => ![...errors, 'EOP'].includes(flag));
  return [
    ...problemsOf(controller, rules),
    ...reservedBits(controller),
    ...missingFlags(controller),
    ...alien,
    ...errors.filter((flag) => !clear.bits.includes(flag)),
    ...clear.bits.filter((flag) => [...busy, ...pending].includes(flag)),
  ];
}
