import { type Device, parseBank } from '../../../src/bank/index.js';
import { type ChipOptions, SimulatedChip } from '../../../src/chip/index.js';
import { type Controller, type LoadedController, parseController } from '../../../src/controller/index.js';

/** Flash interfaces and banks by hand, from the reference manuals: those of the package are not read here. */
const sources = { all: 'the reference manual' };
const keys = [0x45670123, 0xcdef89ab] as const;
const optionKeys = [0x08192a3b, 0x4c5d6e7f] as const;

const bitsControl = { PG: 0, SER: 1, MER: 2, SNB: [3, 7], PSIZE: [8, 9], STRT: 16, EOPIE: 24, LOCK: 31 };

function bitsController(name: string, family: string, more: object, control: object): object {
  return {
    format: 'otpforge.controller/1',
    name,
    title: name,
    families: [family],
    base: 0x40023c00,
    registers: { ACR: 0, KEYR: 4, OPTKEYR: 8, SR: 0xc, CR: 0x10, OPTCR: 0x14 },
    unlock: { register: 'KEYR', keys },
    control: {
      register: 'CR',
      bits: { ...bitsControl, ...control },
      program: 'PG',
      lock: 'LOCK',
      zeroFirst: ['SER', 'MER', 'PSIZE'],
    },
    options: {
      register: 'OPTCR',
      unlock: { register: 'OPTKEYR', keys: optionKeys },
      lock: { register: 'OPTCR', bit: 0 },
      start: { register: 'OPTCR', bit: 1 },
    },
    unit: { size: 1, rewrite: 'clear-bits', stores: [1] },
    iwdg: 0x40003000,
    sources,
    ...more,
  };
}

const bitsStatus = (sequence: string) => {
  const errors = ['OPERR', 'WRPERR', 'PGAERR', 'PGPERR', sequence];
  return {
    register: 'SR',
    bits: { EOP: 0, OPERR: 1, WRPERR: 4, PGAERR: 5, PGPERR: 6, [sequence]: 7, BSY: 16 },
    busy: ['BSY'],
    errors,
    clear: { register: 'SR', bits: ['EOP', ...errors] },
  };
};

const controllers = new Map<string, LoadedController>(
  [bitsController('f7', 'STM32F7', { status: bitsStatus('ERSERR') }, { MER2: 15, ERRIE: 25 })].map(
    (description): [string, LoadedController] => {
      const text = JSON.stringify(description);
      const controller: Controller = parseController(text, 'by hand');
      return [controller.name, { controller, file: 'by hand', origin: 'project', text }];
    },
  ),
);

interface Part {
  readonly device: string;
  readonly flashKb: number;
  readonly core: string;
  readonly devId: number;
  readonly mainFlash: object;
  readonly quirks?: readonly string[];
  readonly ram?: readonly object[];
}

interface BankFacts {
  readonly family: string;
  readonly controller: string;
  readonly otp: object;
  readonly page: number;
  readonly identity: object;
  readonly cpuid: number;
  readonly peripherals: object;
  readonly readProtection: object;
  readonly watchdog: object;
  readonly more?: object;
}

function bankOf(facts: BankFacts, part: Part): Device {
  const { family, controller, otp, page, identity, cpuid, peripherals, readProtection, watchdog, more } =
    facts;
  const ram = part.ram ?? [{ name: 'SRAM', base: 0x20000000, size: 0x8000, executable: true }];
  const text = JSON.stringify({
    format: 'otpforge.bank/2',
    name: `${controller}-otp`,
    title: family,
    bankName: 'OTP',
    vendor: 'ST',
    family,
    controller,
    otp,
    loader: {
      ram: { base: 0x20000000, size: 0x2000 },
      pageSize: page,
      sectorSize: page,
      timeoutMs: 2000,
    },
    timing: { tprogTypicalUs: 16, tprogMaximumUs: 100, resetClockHz: 16_000_000 },
    identity: { uidSize: 12, ...identity },
    cpuid,
    readProtection: { ...readProtection, mask: 0xff, levels },
    watchdog,
    peripherals: { iwdg: 0x40003000, pwr: 0x40007000, ...peripherals },
    supply: { minimumMv: 1700, maximumMv: 3600 },
    flash: { base: 0x08000000 },
    lines: [
      {
        name: family,
        core: part.core,
        devIds: [part.devId],
        mainFlash: part.mainFlash,
        ...(part.quirks && { quirks: part.quirks }),
        ramKb: 32,
        ram,
        devices: { [part.device]: part.flashKb },
      },
    ],
    sources,
    ...more,
  });
  const bank = parseBank(text, part.device, controllers);
  const [line] = bank.lines;
  if (!line) throw new Error('no line');
  return { name: part.device, flashKb: part.flashKb, line, bank, file: part.device };
}

const levels = [
  { level: 0, values: [0xaa], read: 'yes', program: 'yes' },
  { level: 1, read: 'no', program: 'no' },
  { level: 2, values: [0xcc], read: 'no', program: 'no' },
];
const bitsUnit = { size: 1, rewrite: 'clear-bits', ecc: null };

function blocks(base: number, blockSize: 32 | 64): object {
  const size = 16 * blockSize;
  return {
    base,
    size: size + 16,
    data: { offset: 0, size },
    locks: { kind: 'bytes', offset: size, count: 16, blockSize },
    writeUnit: bitsUnit,
  };
}

const bitsRest = {
  readProtection: { register: 0x40023c14, shift: 8 },
  watchdog: {
    option: { register: 0x40023c14, bit: 5 },
    freeze: { register: 0xe0042008, value: 0x1000 },
  },
  peripherals: { rcc: 0x40023800, pwrClock: { register: 0x40023840, bit: 28 } },
};

const f7Ram = [
  { name: 'ITCM', base: 0, size: 0x4000, executable: true },
  { name: 'DTCM', base: 0x20000000, size: 0x10000, executable: true },
];

// RM0385: OTP in blocks of 64 bytes.
export const f746Device = (): Device =>
  bankOf(
    {
      family: 'STM32F7',
      controller: 'f7',
      otp: blocks(0x1ff0f000, 64),
      page: 16,
      identity: { idcode: 0xe0042000, uid: 0x1ff0f420, flashSize: 0x1ff0f442 },
      cpuid: 0x410fc271,
      ...bitsRest,
    },
    {
      device: 'STM32F746ZG',
      flashKb: 1024,
      core: 'Cortex-M7',
      devId: 0x449,
      mainFlash: { sectors: [0x8000, 0x8000, 0x8000, 0x8000, 0x20000, 0x40000], dualBank: false },
      ram: f7Ram,
    },
  );

// RM0410: as RM0385, with nDBANK.
export const f767Device = (): Device =>
  bankOf(
    {
      family: 'STM32F7',
      controller: 'f7',
      otp: blocks(0x1ff0f000, 64),
      page: 16,
      identity: { idcode: 0xe0042000, uid: 0x1ff0f420, flashSize: 0x1ff0f442 },
      cpuid: 0x411fc270,
      ...bitsRest,
    },
    {
      device: 'STM32F767ZI',
      flashKb: 2048,
      core: 'Cortex-M7',
      devId: 0x451,
      mainFlash: { sectors: [0x8000, 0x8000, 0x8000, 0x8000, 0x20000, 0x40000], dualBank: false },
      quirks: ['bank-option'],
      ram: f7Ram,
    },
  );

// RM0431: blocks of 32 bytes.
export const f722Device = (): Device =>
  bankOf(
    {
      family: 'STM32F7',
      controller: 'f7',
      otp: blocks(0x1ff07800, 32),
      page: 16,
      identity: { idcode: 0xe0042000, uid: 0x1ff07a10, flashSize: 0x1ff07a22 },
      cpuid: 0x411fc270,
      ...bitsRest,
    },
    {
      device: 'STM32F722ZE',
      flashKb: 512,
      core: 'Cortex-M7',
      devId: 0x452,
      mainFlash: { sectors: [0x4000, 0x4000, 0x4000, 0x4000, 0x10000, 0x20000], dualBank: false },
      ram: f7Ram,
    },
  );

export const chipOf = (device: Device, options: ChipOptions = {}): SimulatedChip =>
  SimulatedChip.create(device, options);
