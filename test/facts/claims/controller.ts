import type { Subject } from '../subject.js';
import { type Claim, first, shiftOf } from './claim.js';
import { spellings } from './spelling.js';

const keys: Readonly<Record<string, readonly string[]>> = {
  unlock: ['FLASH_KEY'],
  'options.unlock': ['FLASH_OPTKEY', 'FLASH_OPT_KEY'],
};

/** Of controllers/*.yaml. */
export const controllerClaims: readonly Claim[] = [
  { path: /^base$/, source: 'FLASH_R_BASE', value: (chips) => chips.header('FLASH_R_BASE') },
  {
    path: /^base$/,
    source: "OpenOCD's part table",
    value: (chips) => {
      const [part] = chips.openocd();
      return part && Number(part.registers);
    },
  },
  {
    path: /^registers\.(\w+)$/,
    source: 'FLASH_TypeDef',
    value: (chips, [, name]) => first(chips, [`FLASH.${name}`, `FLASH.${name}1`]),
  },
  {
    path: /^((?:options\.)?unlock)\.keys\.([01])$/,
    source: "keys of ST's HAL",
    value: (chips, [, lock = '', index]) => {
      const names = keys[lock]!.map((key) => `${key}${Number(index) + 1}`);
      return names.map((name) => chips.hal(name)).find((key) => key !== undefined);
    },
  },
  {
    path: /^(status|control)\.bits\.(\w+?)(?:\.([01]))?$/,
    source: 'bits of the headers',
    value: (chips, [, part, name = '', end], at) => {
      const mask = bits(chips, String(at.beside(`${part}.register`)), name);
      return end === '1' ? mask && 31 - Math.clz32(mask) : shiftOf(mask);
    },
  },
  {
    path: /^cache\.(enable|reset)$/,
    source: 'DCEN and DCRST of the headers',
    value: (chips, [, key], at) =>
      shiftOf(bits(chips, String(at.beside('cache.register')), key === 'enable' ? 'DCEN' : 'DCRST')),
  },
  {
    path: /^options\.(lock|start)\.bit$/,
    source: 'OPTLOCK and OPTSTRT of the headers',
    value: (chips, [, key], at) => {
      const register = String(at.beside(`options.${key}.register`));
      const names = key === 'lock' ? ['OPTLOCK'] : ['OPTSTRT', 'OPTSTART'];
      return names.map((name) => shiftOf(bits(chips, register, name))).find((bit) => bit !== undefined);
    },
  },
  {
    path: /^iwdg$/,
    source: 'IWDG_BASE',
    value: (chips) => first(chips, ['IWDG_BASE', 'IWDG1_BASE']),
  },
  {
    path: /^bankStride$/,
    source: 'KEYR1 and KEYR2 of FLASH_TypeDef',
    value: (chips) => {
      const [one, two] = ['KEYR1', 'KEYR2'].map((name) => chips.headerBits(`FLASH.${name}`));
      return one === undefined || two === undefined ? undefined : two - one;
    },
  },
  {
    path: /^unit\.size$/,
    source: 'FLASH_NB_32BITWORD_IN_FLASHWORD',
    value: (chips) => {
      const words = chips.header('FLASH_NB_32BITWORD_IN_FLASHWORD');
      return words && words * 4;
    },
  },
];

function bits(chips: Subject, register: string, name: string): number | undefined {
  return spellings(name)
    .map((each) => chips.headerBits(`FLASH_${register}_${each}`))
    .find((mask) => mask !== undefined);
}
