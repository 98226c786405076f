import { macrosOf, numberOf, offsetsOf } from './c-header.mjs';

export const families = [
  'STM32C0',
  'STM32F2',
  'STM32F4',
  'STM32F7',
  'STM32G0',
  'STM32G4',
  'STM32H7',
  'STM32L4',
  'STM32L5',
  'STM32U0',
  'STM32U5',
  'STM32WB',
  'STM32WL',
];

/**
 * Single-core STM32H7 of DEV_ID 0x450 and 0x483 with more than one sector; WB and WL without WB0, WBA and WL3; all
 * parts of the other families.
 */
const served = {
  STM32H7: ['STM32H723', 'STM32H725', 'STM32H733', 'STM32H735', 'STM32H742', 'STM32H743', 'STM32H753'],
  STM32WB: ['STM32WB1', 'STM32WB3', 'STM32WB5'],
  STM32WL: ['STM32WL5', 'STM32WLE'],
};

/** Starts of the names of the parts of a family that banks can be of. */
export function startsOf(family) {
  return served[family] ?? [family];
}

const structs = {
  FLASH: ['FLASH_TypeDef'],
  ICACHE: ['ICACHE_TypeDef'],
  DBGMCU: ['DBGMCU_TypeDef', 'DBG_TypeDef'],
  IWDG: ['IWDG_TypeDef'],
  PWR: ['PWR_TypeDef'],
  RCC: ['RCC_TypeDef'],
};

const members =
  /^(FLASH|DBGMCU|IWDG)\.|^ICACHE\.CR$|^PWR\.CR[14]?$|^RCC\.(APB1ENR1?|APBENR1|AHB[13]?ENR|DBGCFGR)$/;

const wanted = [
  /^FLASH(AXI|ITCM|_R|_REG|_OTP|_BANK[12])?_BASE$/,
  /^(FLASH_(OTP_)?END|FLASH_OTP_SIZE|OTP_AREA_(BASE|END_ADDR))$/,
  /^OTP_(BASE|SIZE)$/,
  // Of families with TrustZone, whose registers are in two places.
  /^(FLASH|FLASH_R|IWDG|PWR|RCC|ICACHE|SRAM\d?)_BASE_NS$/,
  /^(UID|FLASHSIZE|PACKAGE|DBGMCU|DBG|IWDG1?|PWR|RCC|BKPSRAM)_BASE$/,
  /^FLASH_NB_32BITWORD_IN_FLASHWORD$/,
  /^(C?SRAM\d?|CCMSRAM|CCMDATARAM|RAM[DI]TCM|SRAM)_(BASE|SIZE|SIZE_MAX|END)$/,
  /^FLASH_(ACR|SR|CR|NSSR|NSCR1?|CCR|ECCR|ECC2R|OPTCR|OPTCR1|OPTCR2|OPTR|OPTSR|PRAR|SCAR|WPSN)_\w+_Msk$/,
  /^(DBG|DBGMCU)_\w*(DEV_ID|IWDG_STOP|APB4FZ1_DBG_IWDG1(_Msk)?)$/,
  /^PWR_(CR1?_VOS|CR4_C2BOOT)(_Msk)?$/,
  /^ICACHE_CR_EN(_Msk)?$/,
  /^RCC_(APB1ENR1?|APBENR1|AHB[13]?ENR|DBGCFGR)_(PWR|DBG|FLASH)EN(_Msk)?$/,
];

/** What a CMSIS device header says, by symbol; register offsets as FLASH.ACR, RAM sizes of comments as SRAM1_BASE.KiB. */
export function headerFacts(text) {
  const macros = macrosOf(text);
  const facts = {};
  // The last of several: headers of WL5x begin with the M0+ that a compiler can choose.
  const core = last(text, /#include\s+["<]core_(cm\w+)\.h[">]/g);
  if (core !== undefined) facts.core = core;
  const revision = last(text, /#define\s+__CM\w+_REV\s+(0x[0-9A-Fa-f]+|\d+)/g);
  if (revision !== undefined) facts['core.revision'] = hex(Number(revision));
  const sizeMask = /FLASH_SIZE\s.*FLASHSIZE_BASE\)\)\s*&\s*\((0x[0-9A-F]+)U\)/i.exec(text)?.[1];
  if (sizeMask !== undefined) facts['FLASH_SIZE.mask'] = hex(Number(sizeMask));
  for (const [block, names] of Object.entries(structs)) {
    for (const name of names) {
      for (const [member, offset] of Object.entries(offsetsOf(text, name))) {
        if (members.test(`${block}.${member}`)) facts[`${block}.${member}`] = hex(offset);
      }
    }
  }
  for (const name of macros.keys()) {
    if (!wanted.some((pattern) => pattern.test(name)) || /_ADDRESS_Msk$/.test(name)) continue;
    const value = numberOf(macros, name);
    if (value !== undefined) facts[name.replace(/_(Msk|NS)$/, '')] = hex(value);
    const kib = /RAM\w*_BASE$/.test(name) ? /(\d+) ?KB/i.exec(macros.get(name)[0].comment)?.[1] : undefined;
    if (kib !== undefined) facts[`${name}.KiB`] = Number(kib);
  }
  return facts;
}

function last(text, pattern) {
  return [...text.matchAll(pattern)].at(-1)?.[1];
}

export function hex(value) {
  return `0x${value.toString(16).toUpperCase()}`;
}
