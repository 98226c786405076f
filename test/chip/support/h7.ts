import type { SimulatedChip } from '../../../src/chip/index.js';
import { chipOf, deviceOf, setWord, wordAt } from './chips.js';

// FLASH_TypeDef of stm32h743xx.h; bank 2 at 0x100.
const base = 0x52002000;
const banked = {
  KEYR: 0x04,
  CR: 0x0c,
  SR: 0x10,
  CCR: 0x14,
  PRAR_PRG: 0x2c,
  WPSN_PRG: 0x3c,
  ECC_FA: 0x60,
} as const;

export type BankRegisters = Readonly<Record<keyof typeof banked, number>>;

const registersAt = (stride: number): BankRegisters => {
  const at = (name: keyof typeof banked) => base + stride + banked[name];
  return {
    KEYR: at('KEYR'),
    CR: at('CR'),
    SR: at('SR'),
    CCR: at('CCR'),
    PRAR_PRG: at('PRAR_PRG'),
    WPSN_PRG: at('WPSN_PRG'),
    ECC_FA: at('ECC_FA'),
  };
};

export const bank1 = registersAt(0);
export const bank2 = registersAt(0x100);
export const h7 = {
  OPTKEYR: base + 0x08,
  OPTCR: base + 0x18,
  OPTSR_CUR: base + 0x1c,
  OPTSR_PRG: base + 0x20,
} as const;

export const LOCK = 1;
export const PG = 1 << 1;
export const SER = 1 << 2;
export const BER = 1 << 3;
export const FW = 1 << 6;
export const START = 1 << 7;
export const BSY = 1;
export const WBNE = 1 << 1;
export const QW = 1 << 2;
export const WRPERR = 1 << 17;
export const PGSERR = 1 << 18;
export const STRBERR = 1 << 19;
export const INCERR = 1 << 21;
export const RDPERR = 1 << 23;
export const RDSERR = 1 << 24;
export const SNECCERR = 1 << 25;
export const DBECCERR = 1 << 26;
export const SWAP_BANK = 0x80000000;
export const OPTSTART = 1 << 1;
export const MER = 1 << 4;

export const SECTOR = 0x081e0000;
export const newH7 = (name = 'STM32H743ZI'): SimulatedChip => chipOf(deviceOf(name));

/** Words of 256 bits that differ in each byte. */
export const word = (first: number): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, index) => (first + index) & 0xff);

export function unlock(chip: SimulatedChip, { KEYR, CR }: BankRegisters): void {
  if (!(wordAt(chip, CR) & LOCK)) return;
  setWord(chip, KEYR, 0x45670123);
  setWord(chip, KEYR, 0xcdef89ab);
}

/** FLASH_SR after the running operation. */
export function settled(chip: SimulatedChip, { SR }: BankRegisters): number {
  while (wordAt(chip, SR) & (BSY | QW)) chip.ahb.elapse(1000);
  return wordAt(chip, SR);
}

/** Programs as the HAL does: PG, eight words, QW. Returns the flags. */
export function program(
  chip: SimulatedChip,
  address: number,
  bytes: Uint8Array,
  registers = bankOf(address),
): number {
  unlock(chip, registers);
  setWord(chip, registers.CCR, 0x1fef0000);
  setWord(chip, registers.CR, PG);
  chip.writeMemory(address, bytes, 4);
  const flags = settled(chip, registers);
  setWord(chip, registers.CR, 0);
  return flags;
}

/** Erases one sector of a bank. Returns the flags. */
export function eraseSector(chip: SimulatedChip, registers: BankRegisters, number: number): number {
  unlock(chip, registers);
  setWord(chip, registers.CR, SER | (number << 8));
  setWord(chip, registers.CR, SER | (number << 8) | START);
  const flags = settled(chip, registers);
  setWord(chip, registers.CR, 0);
  return flags;
}

/** Erases a bank. Returns the flags. */
export function eraseBank(chip: SimulatedChip, registers: BankRegisters): number {
  unlock(chip, registers);
  setWord(chip, registers.CR, BER | START);
  const flags = settled(chip, registers);
  setWord(chip, registers.CR, 0);
  return flags;
}

export function unlockOptions(chip: SimulatedChip): void {
  setWord(chip, h7.OPTKEYR, 0x08192a3b);
  setWord(chip, h7.OPTKEYR, 0x4c5d6e7f);
}

/** Changes an option word and waits; a swap takes effect at the next reset. */
export function changeOption(chip: SimulatedChip, register: number, value: number): void {
  unlockOptions(chip);
  setWord(chip, register, value);
  setWord(chip, h7.OPTCR, OPTSTART);
  while (wordAt(chip, h7.OPTSR_CUR) & 1);
  setWord(chip, h7.OPTCR, 1);
}

export function bankOf(address: number): BankRegisters {
  return address >= 0x08100000 ? bank2 : bank1;
}
