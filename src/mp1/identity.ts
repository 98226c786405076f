import type { Fuses, FuseWord, Mp1Line } from './fuses.js';

/** The unique ID as the USB device of ROM and U-Boot shows it: words 13 to 15. Undefined where one is not known. */
export function serialOf({ words }: Pick<Fuses, 'words'>): string | undefined {
  const values = uidWords.map((word) => knownValue(words[word]));
  if (values.some((value) => value === undefined)) return undefined;
  return values.map((value = 0) => value.toString(16).toUpperCase().padStart(8, '0')).join('');
}

export const uidWords = [13, 14, 15] as const;

/** The value of a word whose fuses are known. */
export function knownValue(word: FuseWord | undefined): number | undefined {
  return word?.knowledge === 'known' ? word.value : undefined;
}

/** The device by the part number of word 1, for each line that a chip may be of; a number that no device has is left out. */
export function devicesOf(rpn: number, lines: readonly Mp1Line[] = mp1Lines): readonly [Mp1Line, string][] {
  return lines.flatMap((line): [Mp1Line, string][] => {
    const name = partNames[line][rpn & partMasks[line]];
    return name === undefined ? [] : [[line, name]];
  });
}

/** The line of a device by its name; undefined for others. */
export function lineOfDevice(name: string): Mp1Line | undefined {
  const [, digit] = /^STM32MP1([35])(?:[1357X][A-Z0-9]*)?$/i.exec(name.trim()) ?? [];
  return digit === undefined ? undefined : digit === '3' ? 'MP13' : 'MP15';
}

export const mp1Lines: readonly Mp1Line[] = ['MP13', 'MP15'];

// U-Boot, arch/arm/mach-stm32mp: RPN_MASK of stm32mp13x.c and stm32mp15x.c, CPU_STM32MP… of sys_proto.h.
const partMasks: Readonly<Record<Mp1Line, number>> = { MP13: 0xfff, MP15: 0xff };

const partNames: Readonly<Record<Mp1Line, Readonly<Record<number, string>>>> = {
  MP13: {
    0: 'STM32MP135C',
    1: 'STM32MP135A',
    192: 'STM32MP133C',
    193: 'STM32MP133A',
    1736: 'STM32MP131C',
    1737: 'STM32MP131A',
    2048: 'STM32MP135F',
    2049: 'STM32MP135D',
    2240: 'STM32MP133F',
    2241: 'STM32MP133D',
    3784: 'STM32MP131F',
    3785: 'STM32MP131D',
  },
  MP15: {
    0: 'STM32MP157C',
    1: 'STM32MP157A',
    36: 'STM32MP153C',
    37: 'STM32MP153A',
    46: 'STM32MP151C',
    47: 'STM32MP151A',
    128: 'STM32MP157F',
    129: 'STM32MP157D',
    164: 'STM32MP153F',
    165: 'STM32MP153D',
    174: 'STM32MP151F',
    175: 'STM32MP151D',
  },
};
