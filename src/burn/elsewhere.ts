import type { Bank } from '../bank/index.js';
import { type AddressRange, overlaps, rangeOf } from '../range/index.js';

/** What has an address but is neither main flash nor OTP, and what programs it. */
interface Elsewhere {
  readonly range: AddressRange;
  readonly name: string;
  readonly cure: string;
}

const external = 'Program external memory with a host that has a loader for it';
const linkerScript = 'Give what is in RAM a load address in flash: AT> in the linker script';

/** Armv7-M ARM §B3.1, with what ST's reference manuals map there. */
const memoryMap: readonly Elsewhere[] = [
  region(0x20000000, 0x20000000, 'RAM', linkerScript),
  region(0x60000000, 0x10000000, 'external memory on the FMC or FSMC', external),
  region(0x70000000, 0x10000000, 'external flash on the FMC, FSMC or OCTOSPI2', external),
  region(0x80000000, 0x10000000, 'external flash on the FMC', external),
  region(0x90000000, 0x10000000, 'external flash on the QUADSPI or OCTOSPI1', external),
  region(0xa0000000, 0x40000000, 'external memory on the FMC', external),
];

/** What a range outside main flash and OTP touches, as far as anybody knows. */
export function elsewhere(bank: Bank, range: AddressRange): readonly Omit<Elsewhere, 'range'>[] {
  const options = (bank.optionBytes ?? []).map((area) => ({
    range: rangeOf(area),
    name: 'the option bytes',
    cure: 'Set option bytes with STM32CubeProgrammer',
  }));
  const found = [...options, ...memoryMap].filter((place) => overlaps(place.range, range));
  return [...new Map(found.map(({ name, cure }) => [name, { name, cure }])).values()];
}

function region(address: number, length: number, name: string, cure: string): Elsewhere {
  return { range: { address, length }, name, cure };
}
