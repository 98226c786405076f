import { findSymbol, elf as names } from '../../elf/index.js';
import { hex, hex32 } from '../../text/hex.js';
import { count } from '../../text/plural.js';
import { type FlashDevice, flashDeviceSize } from '../flash-device.js';
import { type Breach, rule, type Subject } from './breach.js';

const missing = rule('descriptor', 'error', ['every host'], 'Hosts read the FlashDevice descriptor first.');
const size = rule(
  'descriptor-size',
  'warning',
  ['J-Link', 'Keil'],
  'J-Link before V6.22 and Keil read 512 sector entries, 4256 bytes in all.',
);
const local = rule(
  'descriptor-local',
  'error',
  ['every host'],
  'Hosts look for FlashDevice among the global symbols, and then find no descriptor at all.',
);
const truncated = rule('descriptor', 'error', ['every host'], 'Hosts read as many bytes as the symbol says.');
const version = rule('algo-version', 'error', ['J-Link', 'Keil'], 'AlgoVer must be 0x0101.');
const type = rule('device-type', 'note', ['Keil'], 'OTP is on-chip flash, type 1.');
const reserved = rule('reserved', 'note', ['Keil'], 'The reserved word must be 0.');
const empty = rule(
  'device-size',
  'error',
  ['every host'],
  'A device of 0 bytes crashes old J-Link versions.',
);
const beyond = rule('device-size', 'error', ['every host'], 'A device lies within the 32-bit address space.');
const pageZero = rule('page-size', 'error', ['every host'], 'Data is handed over in pages.');
const pageDivides = rule(
  'page-size',
  'error',
  ['pyOCD', 'probe-rs', 'J-Link'],
  'Data comes in whole pages; the last page would run past the device.',
);
const pageBase = rule(
  'page-base',
  'error',
  ['pyOCD', 'probe-rs'],
  'These hosts round absolute addresses down to a page, so a page that does not divide the base starts before it.',
);
const pageSector = rule(
  'page-larger-than-sector',
  'warning',
  ['pyOCD'],
  'pyOCD cuts the page down to the sector.',
);
const unterminated = rule(
  'sector-table',
  'error',
  ['every host'],
  'The table must end with {0xFFFFFFFF, 0xFFFFFFFF}.',
);
const sectorZero = rule(
  'sector-size',
  'error',
  ['J-Link'],
  'A sector of 0 bytes crashes J-Link before V6.86b.',
);
const sectorDivides = rule(
  'sector-size',
  'error',
  ['pyOCD', 'probe-rs'],
  'Sectors must divide base and size, since hosts round absolute addresses down to a sector.',
);
const sectorOrder = rule(
  'sector-offset',
  'error',
  ['every host'],
  'Sector offsets are relative to the base, ascending, and start at 0.',
);
const timeout = rule(
  'timeout',
  'warning',
  ['Keil', 'pyOCD', 'J-Link'],
  'A host that gives up on a running loader leaves a unit half-programmed; a second costs nothing.',
);
const bankDiffers = rule(
  'bank-mismatch',
  'error',
  ['otpforge'],
  'The loader was built for another bank than the one named.',
);

const nameDiffers = rule(
  'bank-name',
  'warning',
  ['otpforge'],
  'The name is the title of the bank that a loader was built for.',
);

/** The FlashDevice descriptor. */
export function* deviceRules(subject: Subject): Generator<Breach> {
  const { elf, device, bank } = subject;
  if (!device) {
    yield missing('FlashDevice', 'is missing or cannot be read');
    return;
  }
  const symbol = findSymbol(elf, 'FlashDevice');
  if (symbol && symbol.size !== 0 && symbol.size !== flashDeviceSize) {
    yield size('FlashDevice', `is ${count(symbol.size, 'byte')}`);
  }
  if (symbol?.binding === names.STB_LOCAL) yield local('FlashDevice', 'is a LOCAL symbol');
  const section = symbol && elf.sections[symbol.section];
  const room = section && section.address + section.bytes.length - symbol.value;
  if (room !== undefined && room < Math.max(symbol?.size ?? 0, 1)) {
    yield truncated(
      'FlashDevice',
      `is ${count(symbol?.size ?? 0, 'byte')}, and ${section?.name} ends after ${room} of them`,
    );
  }
  if (device.algoVersion !== 0x0101) yield version('AlgoVer', `is ${hex(device.algoVersion)}`);
  if (device.type !== 1) yield type('Type', `is ${device.type}`);
  if (device.reserved !== 0) yield reserved('Reserved', `is ${hex(device.reserved)}`);
  yield* pageRules(device);
  yield* sectorRules(device);
  if (device.timeoutProgMs < 1000) yield timeout('TimeoutProg', `is ${device.timeoutProgMs} ms`);
  if (device.timeoutEraseMs < 1000) yield timeout('TimeoutErase', `is ${device.timeoutEraseMs} ms`);
  if (bank) yield* bankRules(device, subject);
}

function* pageRules({ base, size: total, pageSize, sectors }: FlashDevice): Generator<Breach> {
  if (total === 0) yield empty('TotalSize', 'is 0');
  if (base + total > 0x1_0000_0000) {
    yield beyond('TotalSize', `${hex(total)} at ${hex32(base)} ends past the last address`);
  }
  if (pageSize === 0) {
    yield pageZero('PageSize', 'is 0');
    return;
  }
  if (total % pageSize !== 0) yield pageDivides('PageSize', `${hex(pageSize)} does not divide ${hex(total)}`);
  if (base % pageSize !== 0) {
    yield pageBase('PageSize', `${hex(pageSize)} does not divide the base ${hex32(base)}`);
  }
  const smallest = Math.min(...sectors.map((sector) => sector.size));
  if (pageSize > smallest) yield pageSector('PageSize', `${hex(pageSize)} is more than a sector`);
}

function* sectorRules({ base, size: total, sectors, terminated }: FlashDevice): Generator<Breach> {
  if (!terminated) yield unterminated('SectorInfo', 'has no end mark');
  if (sectors.length === 0) yield unterminated('SectorInfo', 'is empty');
  for (const [index, sector] of sectors.entries()) {
    const where = `SectorInfo[${index}]`;
    const previous = sectors[index - 1];
    const isInOrder = previous ? sector.offset > previous.offset : sector.offset === 0;
    if (!isInOrder || sector.offset >= Math.max(total, 1)) {
      yield sectorOrder(where, `begins at ${hex(sector.offset)}`);
    }
    const end = sectors[index + 1]?.offset ?? total;
    if (sector.size === 0) yield sectorZero(where, 'is 0 bytes');
    else if ((base + sector.offset) % sector.size !== 0 || (end - sector.offset) % sector.size !== 0) {
      yield sectorDivides(where, `${hex(sector.size)} does not divide base and size`);
    }
    // A damaged table would repeat itself hundreds of times.
    if (!terminated) return;
  }
}

function* bankRules(device: FlashDevice, { bank, isOurs }: Subject): Generator<Breach> {
  if (!bank) return;
  const { otp, loader } = bank;
  const expected: readonly [string, number, number][] = [
    ['BaseAddr', device.base, otp.base],
    ['TotalSize', device.size, otp.size],
    ['ErasedVal', device.erasedValue, otp.erasedValue],
    ['PageSize', device.pageSize, loader.pageSize],
    ['SectorInfo[0]', device.sectors[0]?.size ?? 0, loader.sectorSize],
    ['TimeoutProg', device.timeoutProgMs, loader.timeoutMs],
  ];
  for (const [field, found, wanted] of expected) {
    if (found !== wanted)
      yield bankDiffers(field, `is ${hex(found)}, the bank ${bank.name} has ${hex(wanted)}`);
  }
  // Loaders of two banks may differ in the addresses of their controllers alone.
  if (device.name !== Buffer.from(bank.title).toString('latin1')) {
    yield nameDiffers('DevName', `is "${device.name}", the bank ${bank.name} has "${bank.title}"`);
  }
  if (!isOurs) yield bankDiffers('Burn', `is missing, so this is not a loader for the bank ${bank.name}`);
}
