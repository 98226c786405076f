import { type Device, findDevice, loadBanks } from '../../src/bank/index.js';
import { type ChipCounters, SimulatedChip } from '../../src/chip/index.js';
import { controllers } from './controllers.js';
import {
  type Access,
  type BankName,
  type Bench,
  type Call,
  type FlashState,
  type LoaderMachine,
  type Outcome,
  type Preset,
  ram,
} from './machine.js';

/** The product's own simulated chip: of a device, or of one that stands for its bank. */
export function chipBench(device?: Device): Bench {
  return {
    create: async (bank, preset) => createMachine(bank, device ?? (await deviceOf(bank)), preset),
    close: async () => {},
  };
}

// A line of L4 that has PEMPTY.
const deviceNames: Readonly<Record<BankName, string>> = {
  'stm32c0-otp': 'STM32C071RB',
  'stm32f2-otp': 'STM32F205RG',
  'stm32f4-otp': 'STM32F401RE',
  'stm32f72x-otp': 'STM32F722RE',
  'stm32f74x-otp': 'STM32F746ZG',
  'stm32f76x-otp': 'STM32F767ZI',
  'stm32g0-otp': 'STM32G071RB',
  'stm32g4-otp': 'STM32G474RE',
  'stm32h72x-e-sector': 'STM32H723ZE',
  'stm32h72x-g-sector': 'STM32H723ZG',
  'stm32h74x-g-sector': 'STM32H743ZG',
  'stm32h74x-i-sector': 'STM32H743ZI',
  'stm32l4-otp': 'STM32L452RE',
  'stm32l5-otp': 'STM32L552ZE',
  'stm32u0-otp': 'STM32U083RC',
  'stm32u5-otp': 'STM32U575ZI',
};

const banks = loadBanks();

async function deviceOf(bank: BankName): Promise<Device> {
  return findDevice(deviceNames[bank], await banks);
}

function createMachine(bank: BankName, device: Device, preset: Preset): LoaderMachine {
  const chip = SimulatedChip.create(device);
  const controller = controllers[bank];
  const { base, size } = device.bank.otp;
  const readWord = (address: number) => new DataView(chip.readMemory(address, 4).buffer).getUint32(0, true);
  prepare(chip, preset, controller.ACR);
  return {
    readRam: async (address, length) => chip.bench.peek(address, length),
    writeRam: async (address, data) => chip.bench.poke(address, data),
    call: async (call) => run(chip, call),
    state: async (): Promise<FlashState> => {
      while (readWord(controller.SR) & controller.busy) {} // each debug access takes chip time
      return {
        otp: chip.bench.peek(base, size),
        acr: readWord(controller.ACR),
        sr: readWord(controller.SR),
        cr: readWord(controller.CR),
      };
    },
  };
}

function prepare(chip: SimulatedChip, preset: Preset, acr: number): void {
  const { bench, device } = chip;
  bench.poke(device.bank.otp.base, preset.otp);
  bench.setStatus(preset.flags);
  bench.setEmpty(preset.pempty);
  if (preset.unlocked) bench.unlockController();
  if (preset.deaf) bench.deafenKeys();
  for (const { address, mask } of preset.stuck) bench.stickCells(address, mask);
  for (const address of preset.spent) bench.spendUnit(address);
  for (const address of preset.damaged) bench.setUnitState(address, 'damaged');
  if (preset.half !== undefined) bench.leaveHalf(preset.half);
  bench.latePending(preset.latePending);
  chip.writeMemory(acr, new Uint8Array(Uint32Array.of(preset.acr).buffer));
  bench.poke(ram.halt, Uint8Array.of(0x00, 0xbe)); // BKPT
}

/** Far more chip time than a whole bank takes, also at the slowest clock. */
const deadlineUs = 500_000;

function run(chip: SimulatedChip, { entry, args, stack }: Call): Outcome {
  const accesses: Access[] = [];
  const programmed: number[] = [];
  const before = { ...chip.counters };
  const ends = [
    chip.onAccess(({ master, kind, address, width, value }) => {
      if (master === 'core' && (kind === 'write' || !isRegister(address))) {
        accesses.push({ kind, address, width, value });
      }
    }),
    chip.onOperation(({ address }) => programmed.push(address)),
  ];
  setRegisters(chip, entry, args, stack);
  chip.go();
  const hasHalted = chip.run(deadlineUs);
  const cycles = chip.counters.coreCycles - before.coreCycles;
  if (!hasHalted) chip.halt();
  for (const end of ends) end();
  return {
    r0: chip.readRegister('R0') >>> 0,
    r1: chip.readRegister('R1') >>> 0,
    sp: chip.readRegister('MSP') >>> 0,
    fault: hasHalted ? faultOf(chip) : 'does not come to an end',
    cycles,
    accesses,
    programmed,
    offences: offencesSince(before, chip.counters),
  };
}

function setRegisters(chip: SimulatedChip, entry: number, args: readonly number[], stack: number): void {
  for (const [index, name] of (['R0', 'R1', 'R2', 'R3'] as const).entries()) {
    chip.writeRegister(name, (args[index] ?? 0) >>> 0);
  }
  chip.writeRegister('xPSR', 0x01000000);
  chip.writeRegister('CONTROL', 0);
  chip.writeRegister('PRIMASK', 1);
  chip.writeRegister('MSP', stack);
  chip.writeRegister('LR', ram.halt | 1);
  chip.writeRegister('PC', entry & ~1);
}

function faultOf(chip: SimulatedChip): string | undefined {
  const pc = chip.readRegister('PC') >>> 0;
  if (chip.haltReason === 'bkpt' && pc === ram.halt) return undefined;
  return `${chip.haltReason} at ${pc.toString(16)}: ${chip.faultReason ?? 'no reason given'}`;
}

// What the chip counts and tolerates, though a loader must never do it.
const offences = [
  'controlWritesWhileBusy',
  'arrayWritesWhileBusy',
  'arrayReadsWhileBusy',
  'halfWrittenUnits',
  'reservedWrites',
  'beyondSupply',
  'optionOperations',
] as const satisfies readonly (keyof ChipCounters)[];

function offencesSince(before: ChipCounters, after: Readonly<ChipCounters>): readonly string[] {
  return offences.filter((name) => after[name] > before[name]);
}

/** Peripherals and the private peripheral bus. */
function isRegister(address: number): boolean {
  return address >= 0x40000000;
}
