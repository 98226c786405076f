import type { Mp1Line } from './fuses.js';

/**
 * Who may write a word. never: nobody. own: who names it by --own. field: a field of a layout, or --own. free: everybody.
 * free-without-ssp: likewise, unless secret provisioning (SSP) is used; then who names it.
 */
export type WordNeed = 'never' | 'own' | 'field' | 'field-without-ssp' | 'free' | 'free-without-ssp';

export interface WordRule {
  readonly first: number;
  readonly last: number;
  readonly need: WordNeed;
  /** What is there. */
  readonly what: string;
  /** What a write would do. */
  readonly harm: string;
}

/** The rule of a word. */
export function wordRule(line: Mp1Line, word: number): WordRule {
  const rule = wordRules[line].find(({ first, last }) => first <= word && word <= last);
  if (!rule) throw new RangeError(`word ${word}`);
  return rule;
}

/** How a product and a request may have named words. */
export interface WordClaims {
  /** By --own. */
  readonly own: ReadonlySet<number>;
  /** By fields or locks of a layout. */
  readonly fields: ReadonlySet<number>;
  /** Secret provisioning is used. */
  readonly ssp: boolean;
}

/** Whether a rule lets a word be written. */
export function isClaimed({ need }: WordRule, word: number, { own, fields, ssp }: WordClaims): boolean {
  if (need === 'never') return false;
  if (own.has(word) || need === 'free') return true;
  if (need === 'field') return fields.has(word);
  if (need === 'field-without-ssp') return !ssp && fields.has(word);
  return need === 'free-without-ssp' && !ssp;
}

const brick = 'A wrong value can leave a chip that never boots again.';

/** What lines have in common, words 1 to 8. */
const bootRom: readonly WordRule[] = [
  rule(1, 1, 'own', 'the part number', 'ST writes it; firmware would take the chip for another.'),
  rule(2, 2, 'own', 'a word of ST', 'ST writes it.'),
  rule(3, 3, 'own', 'the boot sources and what the boot ROM must not use', brick),
  rule(4, 4, 'own', 'the monotonic counter', 'Firmware of an older version never boots again.'),
  rule(5, 8, 'own', 'configuration of the boot ROM', brick),
];

/** Words 13 to 56 of both lines. */
const ofSt: readonly WordRule[] = [
  rule(13, 15, 'own', 'the unique ID', 'ST writes it; the chip would have another identity.'),
  rule(16, 16, 'own', 'the package', 'ST writes it.'),
  rule(17, 17, 'own', 'calibration', 'ST writes it.'),
  rule(18, 18, 'own', 'the watchdogs and the supply', 'A wrong bit can start a watchdog that nothing feeds.'),
  rule(19, 23, 'own', 'calibration', 'ST writes it; measurements would be wrong.'),
  rule(
    24,
    31,
    'own',
    'the hash of the public keys',
    'A wrong hash, and a closed chip never boots again: it accepts no key.',
  ),
  rule(32, 55, 'own', 'keys and certificates of ST', 'ST writes and locks them.'),
  rule(56, 56, 'own', 'the RMA passwords', 'With an unknown one ST cannot examine a returned chip.'),
];

/**
 * Which words belong to whom: TF-A plat/st/stm32mp1/stm32mp1_def.h, U-Boot arch/arm/mach-stm32mp, and the names of
 * STM32CubeProgrammer's data base 0x500 and 0x501. What nobody documents is ST's.
 */
export const wordRules: Readonly<Record<Mp1Line, readonly WordRule[]>> = {
  MP15: [
    rule(
      0,
      0,
      'never',
      'the life cycle',
      'Bit 6 closes the chip forever: without secure boot it never boots again.',
    ),
    ...bootRom,
    rule(9, 9, 'own', 'the NAND configuration of the boot ROM', brick),
    rule(10, 12, 'own', 'configuration of the boot ROM', brick),
    ...ofSt,
    rule(57, 58, 'field', 'the MAC address', 'Two boards may get one address.'),
    rule(59, 59, 'field-without-ssp', 'the board id by ST’s convention', 'U-Boot finds the board by it.'),
    rule(60, 95, 'free-without-ssp', 'secrets, if SSP is used', 'SSP could not provision the chip any more.'),
  ],
  MP13: [
    rule(
      0,
      0,
      'never',
      'the life cycle',
      '0x17 to 0x3F closes the chip forever: without secure boot it never boots again.',
    ),
    ...bootRom,
    rule(9, 10, 'own', 'the NAND configuration of the boot ROM', brick),
    rule(11, 12, 'own', 'configuration of the boot ROM', brick),
    ...ofSt,
    rule(57, 59, 'field', 'the two MAC addresses', 'Two boards may get one address.'),
    rule(60, 60, 'field-without-ssp', 'the board id by ST’s convention', 'U-Boot finds the board by it.'),
    rule(61, 91, 'free-without-ssp', 'secrets, if SSP is used', 'SSP could not provision the chip any more.'),
    rule(
      92,
      95,
      'own',
      'the key that decrypts the first boot stage',
      'Encrypted firmware never boots with another.',
    ),
  ],
};

function rule(first: number, last: number, need: WordNeed, what: string, harm: string): WordRule {
  return { first, last, need, what, harm };
}
