import type { Fuses, Mp1Line } from '../fuses.js';
import { devicesOf } from '../identity.js';
import type { Meaning } from './meaning.js';
import { bits, knownValues, whyUnknown } from './read-words.js';

/** Word 0. TF-A stm32mp1_def.h: bit 6 of STM32MP15x; the mode in bits 9:0 of STM32MP13x. */
export function lifeCycle(fuses: Fuses, line: Mp1Line): Meaning {
  const [cfg0] = knownValues(fuses, [0]) ?? [];
  const text = cfg0 === undefined ? whyUnknown(fuses, [0]) : lifeCycles[line](cfg0);
  return { name: 'life-cycle', words: [0], text };
}

const lifeCycles: Readonly<Record<Mp1Line, (cfg0: number) => string>> = {
  MP15: (cfg0) => (bits(cfg0, 6, 6) === 1 ? 'closed' : 'open'),
  MP13: (cfg0) => modes[bits(cfg0, 9, 0)] ?? 'not one that is documented',
};

const modes: Readonly<Record<number, string>> = {
  23: 'open',
  63: 'closed',
  383: 'closed, no boundary scan',
  1023: 'closed, no JTAG',
};

/** Word 1. U-Boot stm32mp13x.c, stm32mp15x.c. */
export function partNumber(fuses: Fuses, line: Mp1Line): Meaning {
  const [rpn] = knownValues(fuses, [1]) ?? [];
  const [[, name] = []] = rpn === undefined ? [] : devicesOf(rpn, [line]);
  const text = rpn === undefined ? whyUnknown(fuses, [1]) : (name ?? 'not one that is known');
  return { name: 'part-number', words: [1], text };
}

/** Word 16, bits 29:27, of STM32MP15x. U-Boot stm32mp15x.c. */
export function packageCode(fuses: Fuses, line: Mp1Line): Meaning | undefined {
  if (line !== 'MP15') return undefined;
  const [hw0] = knownValues(fuses, [16]) ?? [];
  const text =
    hw0 === undefined ? whyUnknown(fuses, [16]) : (packages[bits(hw0, 29, 27)] ?? 'not one that is known');
  return { name: 'package', words: [16], text };
}

const packages: Readonly<Record<number, string>> = {
  1: 'AD: TFBGA257, 10 × 10 mm',
  2: 'AC: TFBGA361, 12 × 12 mm',
  3: 'AB: LFBGA354, 16 × 16 mm',
  4: 'AA: LFBGA448, 18 × 18 mm',
};
