import { describe, expect, it } from 'vitest';
import { SimulatedChip } from '../../src/chip/index.js';
import { deviceOf, setWord, wordAt } from '../chip/support/chips.js';
import { cpuidOf, protectionValue } from './claims/identity.js';
import { layoutOf } from './claims/main-flash.js';
import { bankBase } from './claims/sector.js';
import { type BankFile, descriptionsIn } from './descriptions.js';
import { namesOfFamily, subjectOf } from './subject.js';

const lines = descriptionsIn<BankFile>('banks').flatMap(([, { family, lines }]) =>
  lines.map(({ devices }) => [Object.keys(devices)[0]!, family] as const),
);
const flags = ['ACR', 'CR', 'CR1', 'CR2', 'ECCR', 'ECC2R'];
/** The option register that shows RDP, and the name of its bits. */
const options = [
  ['OPTR', 'OPTR'],
  ['OPTSR_CUR', 'OPTSR'],
  ['OPTCR', 'OPTCR'],
] as const;
const clocks = [
  ['RCC.APB1ENR1', 'RCC_APB1ENR1_PWREN', 'PWR.CR1'],
  ['RCC.APBENR1', 'RCC_APBENR1_PWREN', 'PWR.CR1'],
] as const;

/** Reset values of RM0433 §4.9: the SVD files of H7 have the flash registers of another family. */
const manual: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  STM32H7: { ACR: 0x37, CR1: 0x31, CR2: 0x31 },
};

/** A witness that reads no description: addresses, bits and reset values are ST's. */
describe.each(lines)('a simulated %s after power-on', (name, family) => {
  const facts = subjectOf(family, [name]);
  const must = (symbol: string) => facts.header(symbol)!;
  const chip = SimulatedChip.create(deviceOf(name));
  const [group] = facts.groups;

  it('has the flash registers of its header with the reset values of its SVD file', () => {
    const present = flags.filter((register) => facts.header(`FLASH.${register}`) !== undefined);
    const shown = present.map((register) => wordAt(chip, must('FLASH_R_BASE') + must(`FLASH.${register}`)));
    expect(present.length).toBeGreaterThan(1);
    const [acr, ...others] = present.map(
      (register) => manual[family]?.[register] ?? facts.reset(`FLASH.${register}`) ?? 0,
    );
    expect(others).toEqual(shown.slice(1));
    const known = ~leftOut(family);
    expect((shown[0]! & known) >>> 0).toBe((acr! & known) >>> 0);
  });

  it('is idle and shows no error', () => {
    const empty = facts.headerBits('FLASH_SR_PEMPTY') ?? 0;
    for (const register of ['FLASH.SR', 'FLASH.SR1', 'FLASH.SR2']) {
      const offset = facts.header(register);
      if (offset === undefined) continue;
      expect(wordAt(chip, must('FLASH_R_BASE') + offset) & ~empty).toBe(0);
    }
  });

  it('has read protection 0 in the option register', () => {
    const [register, bits] = options.find(([name]) => facts.header(`FLASH.${name}`) !== undefined)!;
    const mask = must(`FLASH_${bits}_RDP`);
    const value = wordAt(chip, must('FLASH_R_BASE') + must(`FLASH.${register}`)) & mask;
    expect((value / (mask & -mask)) >>> 0).toBe(protectionValue(facts, 0));
  });

  it('says who it is where the header has it', () => {
    const base = facts.header('DBGMCU_BASE') ?? must('DBG_BASE');
    const bits = facts.header('DBGMCU_IDCODE_DEV_ID') ?? must('DBG_IDCODE_DEV_ID');
    expect(wordAt(chip, base + must('DBGMCU.IDCODE')) & bits).toBe(Number(group!.devId));
    const [low, high] = chip.readMemory(must('FLASHSIZE_BASE'), 2);
    const sizeBits = facts.header('FLASH_SIZE.mask') ?? 0xffff;
    expect((low! + high! * 256) & sizeBits).toBe(group!.flashKiB[name]);
    const cpuid = cpuidOf(facts);
    if (cpuid !== undefined) expect(wordAt(chip, 0xe000ed00)).toBe(cpuid);
  });

  it('starts in the voltage range of its SVD file, once PWR has a clock', () => {
    for (const [register, bit, power] of clocks) {
      const address = facts.header(register);
      if (address === undefined || facts.header(bit) === undefined) continue;
      setWord(chip, must('RCC_BASE') + address, must(bit));
      const vos = facts.header('PWR_CR1_VOS');
      // C0 has no voltage range; the SVD file of U0 has no PWR_CR1.
      if (vos === undefined || facts.reset(power, vos) === undefined) continue;
      expect(wordAt(chip, must('PWR_BASE') + must(power)) & vos).toBe(facts.reset(power, vos));
    }
  });

  it('has a blank write-once area from the first byte to the last', () => {
    const { base, size } = writeOnceArea();
    for (const address of [base, base + size - 1])
      expect([...chip.readMemory(address, 1, 1)]).toEqual([0xff]);
  });

  function writeOnceArea(): { base: number; size: number } {
    if (family === 'STM32H7') {
      const sectors = layoutOf(facts).at(-1)!;
      const size = sectors.at(-1)!;
      return { base: bankBase(facts)! + (sectors.length - 1) * size, size };
    }
    const [area] = [...facts.cubeProgrammer(), ...facts.openocd()];
    const base = facts.header('FLASH_OTP_BASE') ?? Number(area!.otp!.split(' ')[0]);
    const size = (facts.header('FLASH_OTP_END') ?? base + 0x3ff) + 1 - base;
    // F74x to F77x count 16 reserved bytes.
    return { base, size: size === 0x420 ? 0x410 : size };
  }
});

/** ACR bits that RM0440 and RM0444 set at reset and not all SVD files have: DBG_SWEN, and PROGEMPTY or EMPTY of a blank chip. */
function leftOut(family: string): number {
  const chips = subjectOf(family, namesOfFamily(family));
  const bits = ['DBG_SWEN', 'PROGEMPTY', 'EMPTY'].map((bit) => chips.headerBits(`FLASH_ACR_${bit}`) ?? 0);
  return bits.reduce((mask, bit) => mask | bit, 0);
}
