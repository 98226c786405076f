/** FLASH_TypeDef of the STM32H7 CMSIS headers: each flash bank has such a block, the second one at 0x100. */
export const bankStride = 0x100;

export const Register = {
  ACR: 0x00,
  KEYR: 0x04,
  OPTKEYR: 0x08,
  CR: 0x0c,
  SR: 0x10,
  CCR: 0x14,
  OPTCR: 0x18,
  OPTSR_CUR: 0x1c,
  OPTSR_PRG: 0x20,
  OPTCCR: 0x24,
  PRAR_CUR: 0x28,
  PRAR_PRG: 0x2c,
  SCAR_CUR: 0x30,
  SCAR_PRG: 0x34,
  WPSN_CUR: 0x38,
  WPSN_PRG: 0x3c,
  BOOT_CUR: 0x40,
  BOOT_PRG: 0x44,
  ECC_FA: 0x60,
} as const;

/** FLASH_KEY1, FLASH_KEY2, FLASH_OPT_KEY1 and FLASH_OPT_KEY2 of the ST HAL. */
export const keys = { control: [0x45670123, 0xcdef89ab], options: [0x08192a3b, 0x4c5d6e7f] } as const;

export const Control = {
  LOCK: 1 << 0,
  PG: 1 << 1,
  SER: 1 << 2,
  BER: 1 << 3,
  FW: 1 << 6,
  START: 1 << 7,
  EOPIE: 1 << 16,
} as const;

/** PG, SER, BER, PSIZE, SNB, CRC_EN and the interrupts; LOCK, FW and START hold nothing. */
const heldControl = 0x1fef873e;
export const controlBits = {
  held: heldControl,
  /** PSIZE 3, x64 (RM0433 §4.9.4). */
  reset: 0x30,
  known: heldControl | Control.LOCK | Control.FW | Control.START,
};

export function sectorNumber(control: number): number {
  return (control >>> 8) & 7;
}

export const Status = {
  BSY: 1 << 0,
  WBNE: 1 << 1,
  QW: 1 << 2,
  EOP: 1 << 16,
  WRPERR: 1 << 17,
  PGSERR: 1 << 18,
  STRBERR: 1 << 19,
  INCERR: 1 << 21,
  RDPERR: 1 << 23,
  RDSERR: 1 << 24,
  SNECCERR: 1 << 25,
  DBECCERR: 1 << 26,
} as const;

/** What a one in FLASH_CCR clears: EOP to CRCRDERR, OPERR with them, which the headers have and RM0433 has not. */
export const clearable = 0x1fef0000;

export const OptionControl = {
  OPTLOCK: 1 << 0,
  OPTSTART: 1 << 1,
  MER: 1 << 4,
  SWAP_BANK: 0x80000000,
} as const;
export const OptionStatus = { OPT_BUSY: 1 << 0, OPTCHANGEERR: 1 << 30, SWAP_BANK_OPT: 0x80000000 } as const;
