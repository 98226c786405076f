import { type Bank, isSector, placesOf, ramOf } from '../bank/index.js';
import type { SimulatedChip } from '../chip/index.js';
import { type MemoryMapRegion, renderMemoryMap } from '../gdb/index.js';
import { endOf, joinRanges, subtractRanges } from '../range/index.js';
import type { RegisterName } from '../target/index.js';
import { coreRegisters } from '../target/index.js';

const kib = 1024;
const systemSize = 64 * kib;

/** The documents that a client may read in parts: annexes of the target description, and the memory map. */
export function documentsOf(chip: SimulatedChip): ReadonlyMap<string, string> {
  const core = coreRegisters.slice(0, 17);
  const system = coreRegisters.slice(17);
  return new Map([
    ['features:target.xml', targetXml],
    ['features:m-profile.xml', featureXml('org.gnu.gdb.arm.m-profile', core)],
    ['features:m-system.xml', featureXml('org.gnu.gdb.arm.m-system', system)],
    ['memory-map:', renderMemoryMap(regionsOf(chip))],
  ]);
}

const targetXml = `<?xml version="1.0"?>
<!DOCTYPE target SYSTEM "gdb-target.dtd">
<target version="1.0" xmlns:xi="http://www.w3.org/2001/XInclude">
  <architecture>arm</architecture>
  <xi:include href="m-profile.xml"/>
  <xi:include href="m-system.xml"/>
</target>
`;

function featureXml(feature: string, names: readonly RegisterName[]): string {
  const registers = names.map(
    (name) =>
      `  <reg name="${name.toLowerCase()}" bitsize="32" regnum="${coreRegisters.indexOf(name)}"${typeOf(name)}/>`,
  );
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE feature SYSTEM "gdb-target.dtd">',
    `<feature name="${feature}">`,
    ...registers,
    '</feature>',
    '',
  ].join('\n');
}

function typeOf(name: string): string {
  if (name === 'PC') return ' type="code_ptr"';
  return name.endsWith('SP') ? ' type="data_ptr"' : ' type="int"';
}

/**
 * Main flash is flash, a reserved sector in it too, so that GDB programs it by vFlash packets; its alias and the whole
 * system area, OTP in it, are rom, so that GDB never writes there by itself.
 */
export function regionsOf(chip: SimulatedChip): readonly MemoryMapRegion[] {
  const { device, flashSectors } = chip;
  const { bank, flashKb, line } = device;
  const flash: MemoryMapRegion[] = [];
  for (const { offset, size } of flashSectors) {
    const last = flash.at(-1);
    const address = bank.flash.base + offset;
    if (last?.blockSize === size && endOf(last) === address) {
      flash[flash.length - 1] = { ...last, length: last.length + size };
    } else flash.push({ kind: 'flash', address, length: size, blockSize: size });
  }
  const ram = joinRanges(ramOf(line).flatMap(placesOf));
  // GDB drops a map whose regions overlap.
  const rom = subtractRanges(
    [
      { address: 0, length: flashKb * kib },
      { address: systemArea(bank), length: systemSize },
    ],
    [...ram, ...flash],
  );
  return [
    ...flash,
    ...rom.map((range) => ({ kind: 'rom', ...range }) as const),
    ...ram.map((range) => ({ kind: 'ram', ...range }) as const),
    { kind: 'ram', address: 0x40000000, length: 0x20000000 },
    { kind: 'ram', address: 0xe0000000, length: 0x10000000 },
  ];
}

// Where the chip keeps its unique ID, and OTP where it has any.
function systemArea({ otp, identity, ...bank }: Bank): number {
  const inside = isSector(bank) ? identity.uid : otp.base;
  return inside - (inside % systemSize);
}
