import type { Subject } from '../subject.js';
import { type At, type Claim, fieldOf, first, plus, shiftOf } from './claim.js';
import { lastSector } from './sector.js';

const clockRegister = ['RCC.APB1ENR1', 'RCC.APBENR1', 'RCC.APB1ENR'];
const clock = ['RCC_APB1ENR1_PWREN', 'RCC_APBENR1_PWREN', 'RCC_APB1ENR_PWREN'];

// core_cm7.h of ARM-software/CMSIS_5@474dbaac: SCB_BASE 0xE000ED00, SCB_Type.CCR 0x014, SCB_CCR_DC_Pos 16.
const dataCache = { register: 0xe000ed14, mask: 1 << 16 };

/** Fields that must hold before the first bit, and the peripherals of the simulated chip. */
export const powerClaims: readonly Claim[] = [
  {
    path: /^preconditions\.(\d+)\.register$/,
    source: 'PWR_CR1, FLASH_SR, SCB_CCR, OPTSR_CUR, WPSN_CUR, FLASH_OPTR or ICACHE_CR',
    value: (chips, [, index], at) => {
      const option = optionOf(chips, index, at);
      if (option) return plus(chips.header('FLASH_R_BASE'), chips.header(`FLASH.${option.register}`));
      if (isVoltage(index, at)) return plus(chips.header('PWR_BASE'), chips.header('PWR.CR1'));
      const other = otherOf(chips, index, at);
      if (other) return other.register;
      if (isDataCache(index, at)) return dataCache.register;
      return plus(chips.header('FLASH_R_BASE'), chips.header('FLASH.SR'));
    },
  },
  {
    path: /^preconditions\.(\d+)\.shift$/,
    source:
      'PWR_CR1_VOS, FLASH_SR_PESD, SCB_CCR_DC, SWAP_BANK_OPT, TZEN, ICACHE_CR_EN or the bit of the sector',
    value: (chips, [, index], at) => shiftOf(field(chips, index, at)),
  },
  {
    path: /^preconditions\.(\d+)\.mask$/,
    source: 'PWR_CR1_VOS, FLASH_SR_PESD, SCB_CCR_DC, TZEN or ICACHE_CR_EN',
    value: (chips, [, index], at) => fieldOf(field(chips, index, at)),
  },
  {
    path: /^preconditions\.(\d+)\.required\.0$/,
    source:
      "PWR_REGULATOR_VOLTAGE_SCALE1 of ST's HAL, or neither PESD nor a cache nor TZEN; an option as erased",
    value: (chips, [, index], at) =>
      optionOf(chips, index, at)?.required ??
      (isVoltage(index, at)
        ? chips.hal('PWR_REGULATOR_VOLTAGE_SCALE1')! >>> shiftOf(chips.header('PWR_CR1_VOS'))!
        : 0),
  },
  {
    path: /^preconditions\.\d+\.clock\.address$/,
    source: 'RCC_BASE, RCC_TypeDef and the byte of PWREN',
    value: (chips) => plus(clockAddress(chips), shiftOf(first(chips, clock))! >>> 3),
  },
  {
    path: /^preconditions\.\d+\.clock\.value$/,
    source: 'PWREN in its byte',
    value: (chips) => 1 << (shiftOf(first(chips, clock))! & 7),
  },
  {
    path: /^peripherals\.iwdg$/,
    source: 'IWDG_BASE',
    value: (chips) => first(chips, ['IWDG_BASE', 'IWDG1_BASE']),
  },
  { path: /^peripherals\.rcc$/, source: 'RCC_BASE', value: (chips) => chips.header('RCC_BASE') },
  { path: /^peripherals\.pwr$/, source: 'PWR_BASE', value: (chips) => chips.header('PWR_BASE') },
  {
    path: /^peripherals\.pwrClock\.register$/,
    source: 'RCC_BASE and RCC_TypeDef',
    value: clockAddress,
  },
  {
    path: /^peripherals\.pwrClock\.bit$/,
    source: 'PWREN',
    value: (chips) => shiftOf(first(chips, clock)),
  },
];

function clockAddress(chips: Subject): number | undefined {
  return plus(chips.header('RCC_BASE'), first(chips, clockRegister));
}

function isVoltage(index: string | undefined, at: At): boolean {
  return at.beside(`preconditions.${index}.code`) === 'VOLTAGE_SCALING';
}

function isDataCache(index: string | undefined, at: At): boolean {
  return at.beside(`preconditions.${index}.name`) === 'data cache';
}

/** What a chip with TrustZone has beside: TZEN, and ICACHE in front of the code region. */
function otherOf(chips: Subject, index: string | undefined, at: At) {
  const others: Readonly<Record<string, { register: number | undefined; mask: number | undefined }>> = {
    TrustZone: {
      register: plus(chips.header('FLASH_R_BASE'), chips.header('FLASH.OPTR')),
      // Reserved, and 0, on parts without TrustZone.
      mask: chips.headerBits('FLASH_OPTR_TZEN'),
    },
    'instruction cache': {
      register: plus(chips.header('ICACHE_BASE'), chips.header('ICACHE.CR')),
      mask: chips.header('ICACHE_CR_EN'),
    },
  };
  return others[String(at.beside(`preconditions.${index}.name`))];
}

/** What protects the reserved sector of a bank, or gives its address to another one. */
function optionOf(chips: Subject, index: string | undefined, at: At) {
  const { flashBank, number } = { flashBank: 0, number: 0, ...(isOption(index, at) && lastSector(chips)) };
  const bits = chips.header('FLASH_OPTSR_SWAP_BANK_OPT');
  const options: Readonly<Record<string, { register: string; bits: number | undefined; required: number }>> =
    {
      'bank swap': { register: 'OPTSR_CUR', bits, required: 0 },
      'write protection': { register: `WPSN_CUR${flashBank}`, bits: 1 << number, required: 1 },
    };
  return options[String(at.beside(`preconditions.${index}.name`))];
}

function isOption(index: string | undefined, at: At): boolean {
  return at.beside(`preconditions.${index}.name`) === 'write protection';
}

function field(chips: Subject, index: string | undefined, at: At): number | undefined {
  const option = optionOf(chips, index, at);
  if (option) return option.bits;
  const other = otherOf(chips, index, at);
  if (other) return other.mask;
  if (isDataCache(index, at)) return dataCache.mask;
  return isVoltage(index, at) ? chips.header('PWR_CR1_VOS') : chips.headerBits('FLASH_SR_PESD');
}
