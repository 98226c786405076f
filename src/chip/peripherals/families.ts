/** RCC and PWR of a family, as far as a loader or its host may look at them. */
export interface FamilyPeripherals {
  readonly rccBase: number;
  readonly rccReset: ReadonlyMap<number, number>;
  /** RCC register and bit that clock PWR. */
  readonly pwrEnable: { readonly offset: number; readonly bit: number };
  readonly pwrReset: ReadonlyMap<number, number>;
}

export const PWR_BASE = 0x40007000;
export const IWDG_BASE = 0x40003000;

const families: Readonly<Record<string, FamilyPeripherals>> = {
  // RM0090 §7.3 and §5.4: RCC_CR, RCC_PLLCFGR, RCC_APB1ENR; PWR_CR.
  stm32f4: {
    rccBase: 0x40023800,
    rccReset: new Map([
      [0x00, 0x83],
      [0x04, 0x24003010],
      [0x74, 0x0e000000],
    ]),
    pwrEnable: { offset: 0x40, bit: 28 },
    pwrReset: new Map([[0x00, 0xc000]]),
  },
  // RM0351 §6.4 and §5.4: RCC_CR, RCC_AHB1ENR with FLASHEN, RCC_CSR; PWR_CR1 in range 1, PWR_CR3, PWR_SR2.
  stm32l4: {
    rccBase: 0x40021000,
    rccReset: new Map([
      [0x00, 0x63],
      [0x48, 0x100],
      [0x94, 0x0c000600],
    ]),
    pwrEnable: { offset: 0x58, bit: 28 },
    pwrReset: new Map([
      [0x00, 0x200],
      [0x08, 0x8000],
      [0x14, 0x100],
    ]),
  },
};

const none: FamilyPeripherals = {
  rccBase: 0x40021000,
  rccReset: new Map(),
  pwrEnable: { offset: 0x58, bit: 28 },
  pwrReset: new Map(),
};

export function familyPeripherals(controller: string): FamilyPeripherals {
  return (Object.hasOwn(families, controller) ? families[controller] : undefined) ?? none;
}
