import { hex } from '../../text/hex.js';
import type { Fuses } from '../fuses.js';
import type { Meaning } from './meaning.js';
import { bits, knownValues, whyUnknown } from './read-words.js';

// TF-A plat/st/stm32mp1/stm32mp1_def.h and bl2_plat_setup.c.

/** Word 4: one more bit for each version of the first boot stage. */
export function counter(fuses: Fuses): Meaning {
  const text = textOf(fuses, 4, (value) => String(32 - Math.clz32(value)));
  return { name: 'monotonic-counter', words: [4], text };
}

/** Word 9. */
export function nand(fuses: Fuses): Meaning {
  const text = textOf(fuses, 9, (value) =>
    bits(value, 31, 31) === 1 ? 'its parameters are in fuses' : 'no parameters in fuses',
  );
  return { name: 'nand', words: [9], text };
}

/** Word 18. */
export function watchdogs(fuses: Fuses): Meaning {
  const text = textOf(fuses, 18, (value) => {
    const found = [
      watchdogText('starts with the chip', bits(value, 4, 3)),
      watchdogText('stops in Stop', bits(value, 6, 5)),
      watchdogText('stops in Standby', bits(value, 8, 7)),
    ].filter((each) => each !== '');
    return found.length === 0 ? 'nothing is set' : found.join('; ');
  });
  return { name: 'watchdogs', words: [18], text };
}

function watchdogText(what: string, instances: number): string {
  const names = [1, 2].filter((_, index) => bits(instances, index, index) === 1).map((id) => `IWDG${id}`);
  return names.length === 0
    ? ''
    : `${names.join(' and ')} ${names.length === 1 ? what : what.replace('s ', ' ')}`;
}

/** Word 18, bit 13: the I/O cells are set for less than 2.5 V. */
export function supply(fuses: Fuses): Meaning {
  const text = textOf(fuses, 18, (value) =>
    bits(value, 13, 13) === 1 ? 'below 2.5 V' : 'not set as below 2.5 V',
  );
  return { name: 'supply', words: [18], text };
}

/** Words 20 and 23; the bindings of TF-A and Linux: 0x52, 0x5C, 0x5E. */
export function calibration(fuses: Fuses): Meaning {
  const values = knownValues(fuses, [20, 23]);
  const text = values
    ? `VREFINT ${high(values[0])}, TS_CAL1 ${low(values[1])}, TS_CAL2 ${high(values[1])}`
    : whyUnknown(fuses, [20, 23]);
  return { name: 'calibration', words: [20, 23], text };
}

function high(value = 0): string {
  return hex(bits(value, 31, 16));
}

function low(value = 0): string {
  return hex(bits(value, 15, 0));
}

function textOf(fuses: Fuses, word: number, text: (value: number) => string): string {
  const [value] = knownValues(fuses, [word]) ?? [];
  return value === undefined ? whyUnknown(fuses, [word]) : text(value);
}
