import type { Subject } from '../subject.js';
import { type Claim, first, plus, shiftOf } from './claim.js';

const optionRegister = ['FLASH.OPTR', 'FLASH.OPTCR'];
const protection = ['FLASH_OPTR_RDP', 'FLASH_OPTCR_RDP'];
const watchdogOption = ['FLASH_OPTR_IWDG_SW', 'FLASH_OPTCR_IWDG_SW', 'FLASH_OPTCR_WDG_SW'];
const freezeRegister = ['DBGMCU.APB1FZR1', 'DBGMCU.APB1FZ', 'DBGMCU.APBFZ1'];
const freezeBit = [
  'DBGMCU_APB1FZR1_DBG_IWDG_STOP',
  'DBGMCU_APB1_FZ_DBG_IWDG_STOP',
  'DBG_APB_FZ1_DBG_IWDG_STOP',
];
const powerClockRegister = ['RCC.APB1ENR1', 'RCC.APBENR1'];
const powerClock = ['RCC_APB1ENR1_PWREN', 'RCC_APBENR1_PWREN'];

export const identityClaims: readonly Claim[] = [
  {
    path: /^identity\.idcode$/,
    source: 'DBGMCU_BASE and DBGMCU_TypeDef',
    value: (chips) => plus(debugBase(chips), chips.header('DBGMCU.IDCODE')),
  },
  { path: /^identity\.uid$/, source: 'UID_BASE', value: (chips) => chips.header('UID_BASE') },
  {
    path: /^identity\.flashSize$/,
    source: 'FLASHSIZE_BASE',
    value: (chips) => chips.header('FLASHSIZE_BASE'),
  },
  {
    path: /^identity\.flashSize$/,
    source: "OpenOCD's part table",
    value: (chips) => {
      const [address] = chips.openocd();
      return address && Number(address.flashSize);
    },
  },
  {
    path: /^(?:readProtection|watchdog\.option)\.register$/,
    source: 'FLASH_R_BASE and FLASH_TypeDef',
    value: (chips) => plus(chips.header('FLASH_R_BASE'), first(chips, optionRegister)),
  },
  {
    path: /^readProtection\.shift$/,
    source: 'RDP of the option register',
    value: (chips) => shiftOf(first(chips, protection)),
  },
  {
    path: /^readProtection\.mask$/,
    source: 'RDP of the option register',
    value: (chips) => downShifted(first(chips, protection)),
  },
  {
    path: /^readProtection\.level([02])$/,
    source: "OB_RDP_LEVEL of ST's HAL",
    value: (chips, [, level]) => chips.hal(`OB_RDP_LEVEL_${level}`),
  },
  {
    path: /^watchdog\.option\.bit$/,
    source: 'IWDG_SW or WDG_SW of the option register',
    value: (chips) => shiftOf(first(chips, watchdogOption)),
  },
  {
    path: /^watchdog\.freeze\.register$/,
    source: 'DBGMCU_BASE and DBGMCU_TypeDef',
    value: (chips) => plus(debugBase(chips), first(chips, freezeRegister)),
  },
  {
    path: /^watchdog\.freeze\.value$/,
    source: 'DBG_IWDG_STOP',
    value: (chips) => first(chips, freezeBit),
  },
  {
    path: /^voltageScaling\.register$/,
    source: 'PWR_BASE and PWR_TypeDef',
    value: (chips) => plus(chips.header('PWR_BASE'), chips.header('PWR.CR1')),
  },
  {
    path: /^voltageScaling\.shift$/,
    source: 'PWR_CR1_VOS',
    value: (chips) => shiftOf(chips.header('PWR_CR1_VOS')),
  },
  {
    path: /^voltageScaling\.mask$/,
    source: 'PWR_CR1_VOS',
    value: (chips) => downShifted(chips.header('PWR_CR1_VOS')),
  },
  {
    path: /^voltageScaling\.required$/,
    source: "PWR_REGULATOR_VOLTAGE_SCALE1 of ST's HAL",
    value: (chips) => chips.hal('PWR_REGULATOR_VOLTAGE_SCALE1')! >>> shiftOf(chips.header('PWR_CR1_VOS'))!,
  },
  {
    path: /^voltageScaling\.clock\.address$/,
    source: 'RCC_BASE, RCC_TypeDef and the byte of PWREN',
    value: (chips) =>
      plus(
        chips.header('RCC_BASE'),
        first(chips, powerClockRegister),
        shiftOf(first(chips, powerClock))! >>> 3,
      ),
  },
  {
    path: /^voltageScaling\.clock\.value$/,
    source: 'PWREN in its byte',
    value: (chips) => 1 << (shiftOf(first(chips, powerClock))! & 7),
  },
  {
    path: /^otp\.ecc\.register$/,
    source: 'FLASH_R_BASE and FLASH_TypeDef',
    value: (chips) => plus(chips.header('FLASH_R_BASE'), chips.header('FLASH.ECCR')),
  },
  {
    path: /^otp\.ecc\.(detected|corrected)$/,
    source: 'FLASH_ECCR bits',
    value: (chips, [, kind]) => {
      const bit = kind === 'detected' ? 'ECCD' : 'ECCC';
      return plus(chips.headerBits(`FLASH_ECCR_${bit}`), chips.headerBits(`FLASH_ECCR_${bit}2`) ?? 0);
    },
  },
  {
    path: /^otp\.ecc\.cache\.register$/,
    source: 'FLASH_R_BASE and FLASH_TypeDef',
    value: (chips) => plus(chips.header('FLASH_R_BASE'), chips.header('FLASH.ACR')),
  },
  {
    path: /^otp\.ecc\.cache\.enable$/,
    source: 'FLASH_ACR_DCEN',
    value: (chips) => chips.header('FLASH_ACR_DCEN'),
  },
  { path: /^flash\.base$/, source: 'FLASH_BASE', value: (chips) => chips.header('FLASH_BASE') },
  { path: /^flash\.base$/, source: 'stm32-data', value: (chips) => Number(chips.groups[0]?.flash) },
  {
    path: /^timing\.resetClockHz$/,
    source: "MSI_VALUE or HSI_VALUE of ST's HAL",
    value: (chips) => chips.hal('MSI_VALUE') ?? chips.hal('HSI_VALUE'),
  },
];

function debugBase(chips: Subject): number | undefined {
  return first(chips, ['DBGMCU_BASE', 'DBG_BASE']);
}

function downShifted(mask: number | undefined): number | undefined {
  return mask === undefined ? undefined : mask >>> shiftOf(mask)!;
}
