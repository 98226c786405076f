import { debugPorts } from '../store.js';
import type { Subject } from '../subject.js';
import { type Claim, fieldOf, first, plus, shiftOf } from './claim.js';

const optionRegister = ['FLASH.OPTSR_CUR', 'FLASH.OPTR', 'FLASH.OPTCR'];
const protection = ['FLASH_OPTSR_RDP', 'FLASH_OPTR_RDP', 'FLASH_OPTCR_RDP'];
const watchdogOption = [
  'FLASH_OPTSR_IWDG1_SW',
  'FLASH_OPTR_IWDG_SW',
  'FLASH_OPTCR_IWDG_SW',
  'FLASH_OPTCR_WDG_SW',
];
const freezeRegister = ['DBGMCU.APB4FZ1', 'DBGMCU.APB1FZR1', 'DBGMCU.APB1FZ', 'DBGMCU.APBFZ1'];
const freezeBit = [
  'DBGMCU_APB4FZ1_DBG_IWDG1',
  'DBGMCU_APB1FZR1_DBG_IWDG_STOP',
  'DBGMCU_APB1_FZ_DBG_IWDG_STOP',
  'DBG_APB_FZ1_DBG_IWDG_STOP',
  'DBGMCU_APBFZ1_DBG_IWDG_STOP',
];

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
    path: /^identity\.flashSizeMask$/,
    source: 'FLASH_SIZE',
    value: (chips) => chips.header('FLASH_SIZE.mask'),
  },
  {
    path: /^identity\.dbgmcuClock\.register$/,
    source: 'RCC_BASE and RCC_TypeDef',
    value: (chips) =>
      plus(chips.header('RCC_BASE'), chips.header(isByDbgcfgr(chips) ? 'RCC.DBGCFGR' : 'RCC.APBENR1')),
  },
  {
    path: /^identity\.dbgmcuClock\.bit$/,
    source: 'DBGEN of RCC_APBENR1 or RCC_DBGCFGR',
    value: (chips) => shiftOf(first(chips, ['RCC_APBENR1_DBGEN', 'RCC_DBGCFGR_DBGEN'])),
  },
  {
    path: /^debugPort\.(tap|dpidr)$/,
    source: "OpenOCD's target scripts",
    value: (chips, [, key = '']) => {
      const id = debugPorts.families[chips.family]?.[key];
      return id === undefined ? undefined : Number(id);
    },
  },
  { path: /^cpuid$/, source: 'core and its revision in the headers', value: cpuidOf },
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
    value: (chips) => fieldOf(first(chips, protection)),
  },
  {
    path: /^readProtection\.levels\.(\d+)\.level$/,
    source: 'levels 0, 1 and 2 in order, and 0.5 where ST’s HAL has it',
    value: (chips, [, index]) =>
      (chips.hal('OB_RDP_LEVEL_0_5') === undefined ? [0, 1, 2] : [0, 0.5, 1, 2])[Number(index)],
  },
  {
    path: /^readProtection\.levels\.(\d+)\.values\.0$/,
    source: "OB_RDP_LEVEL of ST's HAL",
    value: (chips, [, index], at) =>
      protectionValue(chips, Number(at.beside(`readProtection.levels.${index}.level`))),
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
  { path: /^flash\.base$/, source: 'FLASH_BASE', value: (chips) => chips.header('FLASH_BASE') },
  { path: /^flash\.base$/, source: 'stm32-data', value: (chips) => Number(chips.groups[0]?.flash) },
  {
    path: /^timing\.resetClockHz$/,
    source: "MSI_VALUE or HSI_VALUE of ST's HAL",
    // HSI48 of C0 is divided by 4 after a reset.
    value: (chips) =>
      chips.hal('MSI_VALUE') ?? (chips.hal('HSI_VALUE') ?? 0) / (chips.family === 'STM32C0' ? 4 : 1),
  },
];

/** OB_RDP_LEVEL of ST's HAL, which has it in its place in the register on H7. */
export function protectionValue(chips: Subject, level: number): number | undefined {
  const value = chips.hal(`OB_RDP_LEVEL_${String(level).replace('.', '_')}`);
  return value !== undefined && value > 0xff ? value >>> shiftOf(first(chips, protection))! : value;
}

function isByDbgcfgr(chips: Subject): boolean {
  return chips.header('RCC_DBGCFGR_DBGEN') !== undefined;
}

function debugBase(chips: Subject): number | undefined {
  return first(chips, ['DBGMCU_BASE', 'DBG_BASE']);
}

/** Arm's numbers of the cores: architecture and part in CPUID, which has variant and revision beside them. */
const parts: Readonly<Record<string, number>> = {
  cm3: 0x410fc230,
  cm4: 0x410fc240,
  cm7: 0x410fc270,
};

/** CPUID of an M0+ and of H72x is left out: ST's headers say revision 0 for r0p1, and 0x0110 for r1p2. */
export function cpuidOf(chips: Subject): number | undefined {
  const core = chips.text('core');
  const revision = chips.header('core.revision');
  if (core === undefined || parts[core] === undefined || revision === undefined) return undefined;
  if ((revision & 0xf0) !== 0) return undefined;
  return parts[core] + (revision >>> 8) * 0x100000 + (revision & 0xff);
}
