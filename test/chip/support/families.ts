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

const onceErrors = [
  'OPERR',
  'PROGERR',
  'WRPERR',
  'PGAERR',
  'SIZERR',
  'PGSERR',
  'MISERR',
  'FASTERR',
  'RDERR',
  'OPTVERR',
];
const onceBits = {
  EOP: 0,
  OPERR: 1,
  PROGERR: 3,
  WRPERR: 4,
  PGAERR: 5,
  SIZERR: 6,
  PGSERR: 7,
  MISERR: 8,
  FASTERR: 9,
  RDERR: 14,
  OPTVERR: 15,
};

function onceController(name: string, family: string, status: object, control: object, more: object): object {
  return {
    format: 'otpforge.controller/1',
    name,
    title: name,
    families: [family],
    base: 0x40022000,
    registers: { ACR: 0, KEYR: 8, OPTKEYR: 0xc, SR: 0x10, CR: 0x14, ECCR: 0x18, ECC2R: 0x1c, OPTR: 0x20 },
    unlock: { register: 'KEYR', keys },
    status: {
      register: 'SR',
      errors: onceErrors,
      clear: { register: 'SR', bits: ['EOP', ...onceErrors] },
      ...status,
    },
    control: {
      register: 'CR',
      bits: {
        PG: 0,
        PER: 1,
        MER1: 2,
        MER2: 15,
        STRT: 16,
        OPTSTRT: 17,
        FSTPG: 18,
        EOPIE: 24,
        ERRIE: 25,
        OPTLOCK: 30,
        LOCK: 31,
        ...control,
      },
      program: 'PG',
      lock: 'LOCK',
      zeroFirst: ['PER', 'MER1', 'FSTPG'],
    },
    options: {
      register: 'OPTR',
      unlock: { register: 'OPTKEYR', keys: optionKeys },
      lock: { register: 'CR', bit: 30 },
      start: { register: 'CR', bit: 17 },
    },
    unit: { size: 8, rewrite: 'once', stores: [4, 4] },
    iwdg: 0x40003000,
    sources,
    ...more,
  };
}

const controllers = new Map<string, LoadedController>(
  [
    bitsController(
      'f2',
      'STM32F2',
      { status: bitsStatus('PGSERR'), cache: { register: 'ACR', enable: 10, reset: 12 } },
      { ERRIE: 25, MER2: 15 },
    ),
    bitsController('f7', 'STM32F7', { status: bitsStatus('ERSERR') }, { MER2: 15, ERRIE: 25 }),
    onceController(
      'g4',
      'STM32G4',
      { bits: { ...onceBits, BSY: 16 }, busy: ['BSY'] },
      { PNB: [3, 9], BKER: 11 },
      { cache: { register: 'ACR', enable: 10, reset: 12 } },
    ),
    onceController(
      'g0',
      'STM32G0',
      {
        bits: { ...onceBits, BSY1: 16, BSY2: 17, CFGBSY: 18, PESD: 19 },
        busy: ['BSY1', 'BSY2'],
        pending: ['CFGBSY'],
      },
      { PNB: [3, 12], BKER: 13 },
      {},
    ),
  ].map((description): [string, LoadedController] => {
    const text = JSON.stringify(description);
    const controller: Controller = parseController(text, 'by hand');
    return [controller.name, { controller, file: 'by hand', origin: 'project', text }];
  }),
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

function doubleWords(system: number, registers: readonly string[]): object {
  return {
    base: 0x1fff7000,
    size: 0x400,
    data: { offset: 0, size: 0x400 },
    writeUnit: {
      size: 8,
      rewrite: 'once',
      ecc: {
        dataBits: 64,
        checkBits: 8,
        registers: registers.map((register) => ({
          register,
          detected: 0x80000000,
          corrected: 0x40000000,
          system,
        })),
      },
    },
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

// PM0059 and RM0033.
export const f2Device = (): Device =>
  bankOf(
    {
      family: 'STM32F2',
      controller: 'f2',
      otp: blocks(0x1fff7800, 32),
      page: 16,
      identity: { idcode: 0xe0042000, uid: 0x1fff7a10, flashSize: 0x1fff7a22 },
      cpuid: 0x412fc230,
      ...bitsRest,
    },
    {
      device: 'STM32F205RG',
      flashKb: 1024,
      core: 'Cortex-M3',
      devId: 0x411,
      mainFlash: { sectors: [0x4000, 0x4000, 0x4000, 0x4000, 0x10000, 0x20000], dualBank: false },
    },
  );

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

const onceProtection = { register: 0x40022020, shift: 0 };
const onceOption = { register: 0x40022020, bit: 16 };

// RM0440.
export const g4Device = (): Device =>
  bankOf(
    {
      family: 'STM32G4',
      controller: 'g4',
      otp: doubleWords(22, ['ECCR']),
      page: 0x400,
      identity: { idcode: 0xe0042000, uid: 0x1fff7590, flashSize: 0x1fff75e0 },
      cpuid: 0x410fc241,
      readProtection: onceProtection,
      watchdog: { option: onceOption, freeze: { register: 0xe0042008, value: 0x1000 } },
      peripherals: { rcc: 0x40021000, pwrClock: { register: 0x40021058, bit: 28 } },
    },
    {
      device: 'STM32G474RE',
      flashKb: 512,
      core: 'Cortex-M4',
      devId: 0x469,
      mainFlash: { sectors: [0x800], dualBank: true },
    },
  );

const g0Bank = {
  family: 'STM32G0',
  controller: 'g0',
  page: 0x400,
  identity: {
    idcode: 0x40015800,
    dbgmcuClock: { register: 0x4002103c, bit: 27 },
    uid: 0x1fff7590,
    flashSize: 0x1fff75e0,
    flashSizeMask: 0x3ff,
  },
  cpuid: 0x410cc601,
  readProtection: onceProtection,
  watchdog: { option: onceOption, freeze: { register: 0x40015808, value: 0x1000 } },
  peripherals: { rcc: 0x40021000, pwrClock: { register: 0x4002103c, bit: 28 } },
};

// RM0444.
export const g071Device = (): Device =>
  bankOf(
    { ...g0Bank, otp: doubleWords(20, ['ECCR']) },
    {
      device: 'STM32G071RB',
      flashKb: 128,
      core: 'Cortex-M0+',
      devId: 0x460,
      mainFlash: { sectors: [0x800], dualBank: false },
    },
  );

export const g0b1Device = (): Device =>
  bankOf(
    { ...g0Bank, otp: doubleWords(20, ['ECCR', 'ECC2R']) },
    {
      device: 'STM32G0B1RE',
      flashKb: 512,
      core: 'Cortex-M0+',
      devId: 0x467,
      mainFlash: { sectors: [0x800], dualBank: true },
    },
  );

export const chipOf = (device: Device, options: ChipOptions = {}): SimulatedChip =>
  SimulatedChip.create(device, options);
