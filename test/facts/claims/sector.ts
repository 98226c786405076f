import type { Subject } from '../subject.js';
import { type At, type Claim, fieldOf, plus, shiftOf } from './claim.js';
import { layoutOf } from './main-flash.js';

const eccFlags = { detected: 'DBECCERR', corrected: 'SNECCERR' } as const;

/** Fields of the registers that protect areas, by the name of the area. */
const areas: Readonly<Record<string, { readonly register: string; readonly field: string }>> = {
  PCROP: { register: 'PRAR', field: 'PROT_AREA' },
  'secure-only area': { register: 'SCAR', field: 'SEC_AREA' },
};

/** Of a reserved sector: it is the last sector of the last flash bank. */
export const sectorClaims: readonly Claim[] = [
  {
    path: /^sector\.base$/,
    source: 'stm32-data and FLASH_BANK1_BASE or FLASH_BANK2_BASE',
    value: (chips) => {
      const sectors = lastBank(chips);
      return plus(bankBase(chips), sum(sectors) - (sectors.at(-1) ?? Number.NaN));
    },
  },
  { path: /^sector\.size$/, source: 'stm32-data', value: (chips) => lastBank(chips).at(-1) },
  { path: /^sector\.flashBank$/, source: 'stm32-data', value: (chips) => layoutOf(chips).length },
  { path: /^sector\.number$/, source: 'stm32-data', value: (chips) => lastBank(chips).length - 1 },
  {
    path: /^sector\.writeUnit\.size$/,
    source: 'write size of stm32-data',
    value: (chips) => chips.groups[0]?.writeSize,
  },
  {
    path: /^sector\.writeUnit\.(size|ecc\.dataBits)$/,
    source: 'FLASH_NB_32BITWORD_IN_FLASHWORD',
    value: (chips, [, key]) =>
      (chips.header('FLASH_NB_32BITWORD_IN_FLASHWORD') ?? 0) * (key === 'size' ? 4 : 32),
  },
  {
    path: /^sector\.writeUnit\.ecc\.registers\.0\.(detected|corrected)$/,
    source: 'DBECCERR and SNECCERR of the headers',
    value: (chips, [, kind]) => chips.commonBits(`FLASH_SR_${eccFlags[kind as keyof typeof eccFlags]}`),
  },
  {
    path: /^protectedAreas\.(\d)\.register$/,
    source: 'FLASH_R_BASE and FLASH_TypeDef',
    value: (chips, [, index], at) =>
      plus(
        chips.header('FLASH_R_BASE'),
        chips.header(`FLASH.${areaAt(index, at).register}_CUR${layoutOf(chips).length}`),
      ),
  },
  { path: /^protectedAreas\.\d\.base$/, source: 'FLASH_BANK1_BASE or FLASH_BANK2_BASE', value: bankBase },
  {
    path: /^protectedAreas\.(\d)\.(start|end)\.(shift|mask)$/,
    source: 'bits of PRAR and SCAR',
    value: (chips, [, index, edge = '', part], at) => {
      const { register, field } = areaAt(index, at);
      const bits = chips.header(`FLASH_${register}_${field}_${edge.toUpperCase()}`);
      return part === 'shift' ? shiftOf(bits) : fieldOf(bits);
    },
  },
];

/** The sector sizes of the last flash bank. */
function lastBank(chips: Subject): readonly number[] {
  return layoutOf(chips).at(-1) ?? [];
}

export function bankBase(chips: Subject): number | undefined {
  return chips.header(`FLASH_BANK${layoutOf(chips).length}_BASE`);
}

/** The number of the last sector of the last flash bank, and of that bank. */
export function lastSector(chips: Subject): { readonly flashBank: number; readonly number: number } {
  return { flashBank: layoutOf(chips).length, number: lastBank(chips).length - 1 };
}

function areaAt(index: string | undefined, at: At) {
  const name = String(at.beside(`protectedAreas.${index}.name`));
  return areas[name] ?? { register: name, field: name };
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}
