import { type Device, findDevice, loadBanks } from '../../../src/bank/index.js';
import { type ChipOptions, SimulatedChip } from '../../../src/chip/index.js';

const banks = await loadBanks();

export const deviceOf = (name: string) => findDevice(name, banks);

export const newF4 = (options: ChipOptions = {}): SimulatedChip =>
  SimulatedChip.create(deviceOf('STM32F401RE'), options);

export const newL4 = (name = 'STM32L476RG'): SimulatedChip => SimulatedChip.create(deviceOf(name));

export const words = (...values: readonly number[]): Uint8Array =>
  new Uint8Array(Uint32Array.from(values).buffer);

export const halfwords = (...values: readonly number[]): Uint8Array =>
  new Uint8Array(Uint16Array.from(values).buffer);

export const wordAt = (chip: SimulatedChip, address: number): number =>
  new DataView(chip.readMemory(address, 4, 4).buffer).getUint32(0, true);

export const setWord = (chip: SimulatedChip, address: number, value: number): void =>
  chip.writeMemory(address, words(value), 4);

export const chipOf = (device: Device, options: ChipOptions = {}): SimulatedChip =>
  SimulatedChip.create(device, options);
