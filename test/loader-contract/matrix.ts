import { afterAll, describe, expect } from 'vitest';
import { type Bank, type Device, findBank, loadBanks } from '../../src/bank/index.js';
import { chipBench } from './chip-machine.js';
import { type Controller, controllers } from './controllers.js';
import { readBuiltLoader } from './loaders.js';
import { type BankName, type Bench, type Preset, ram } from './machine.js';
import { Session } from './session.js';
import { unicornBench } from './unicorn-machine.js';

// Byte by byte toEqual takes most of a second for a sector of 128 KB; whatever differs is still left to it.
expect.addEqualityTesters([
  (left, right) =>
    left instanceof Uint8Array && right instanceof Uint8Array && Buffer.compare(left, right) === 0
      ? true
      : undefined,
]);

/** What a suite gets: one bank's loader on one machine. */
export interface Place {
  readonly machine: MachineName;
  readonly name: BankName;
  readonly bank: Bank;
  readonly controller: Controller;
  /** A new chip with the loader in its RAM; without a preset it is blank and as after reset. */
  open(setup?: Setup): Promise<Session>;
}

export interface Setup extends Partial<Preset> {
  readonly codeAt?: number;
}

const machineNames: readonly MachineName[] = ['simulated chip', 'Unicorn'];
export type MachineName = 'simulated chip' | 'Unicorn';

const benches: Readonly<Record<MachineName, () => Bench>> = {
  'simulated chip': chipBench,
  Unicorn: unicornBench,
};

/** One bank for each controller: the whole suite runs on it. The others run every path and a burn. */
const ofEachController = [
  'stm32f4-otp',
  'stm32f76x-otp',
  'stm32g0-otp',
  'stm32l4-otp',
  'stm32l5-otp',
  'stm32u5-otp',
  'stm32h74x-i-sector',
  'stm32c0-otp',
  'stm32u0-otp',
] as const satisfies BankName[];

/** The same tests in both machines for the loader of one bank of each controller. */
export function onEveryMachine(tests: (place: Place) => void): void {
  onBanks(ofEachController, tests);
}

/** The same tests for the loader of every bank, in both machines or in one. */
export function onEveryBank(tests: (place: Place) => void, machines = machineNames): void {
  onBanks(Object.keys(controllers) as BankName[], tests, machines);
}

/** The same tests in both machines for one bank of each controller, and in Unicorn for the loaders of the others. */
export function onEveryLoader(tests: (place: Place) => void): void {
  const others = Object.keys(controllers).filter((name) => !ofEachController.some((each) => each === name));
  onEveryMachine(tests);
  onBanks(others as BankName[], tests, ['Unicorn']);
}

/** Tests of what only banks have whose units are one byte, with a lock byte for each block. */
export function onByteUnits(tests: (place: Place) => void): void {
  onBanks(
    ofEachController.filter((name) => findBank(name, banks).bank.otp.writeUnit === 1),
    tests,
  );
}

/** Tests of what only banks have whose units are double words. */
export function onDoubleWords(tests: (place: Place) => void): void {
  onBanks(
    ofEachController.filter((name) => findBank(name, banks).bank.otp.writeUnit === 8),
    tests,
  );
}

/** Tests of what only banks have whose units are flash words of 256 bits. */
export function onFlashWords(tests: (place: Place) => void): void {
  onBanks(['stm32h74x-i-sector', 'stm32h72x-e-sector'], tests);
}

/** Tests of what only controllers have that show a unit of which a part is written. */
export function onPending(tests: (place: Place) => void): void {
  onBanks(
    ofEachController.filter((name) => controllers[name].pending),
    tests,
  );
}

/** Tests of what only one bank has. */
export function onBank(name: BankName, tests: (place: Place) => void): void {
  onBanks([name], tests);
}

/** A place whose simulated chip is one device. */
export function placeOf(device: Device): Place {
  const name = Object.keys(controllers).find((each) => each === device.bank.name) as BankName;
  return placeOn('simulated chip', name, () => chipBench(device));
}

function onBanks(
  names: readonly BankName[],
  tests: (place: Place) => void,
  machines: readonly MachineName[] = machineNames,
): void {
  for (const machine of machines) {
    for (const name of names) onMachine(machine, name, tests);
  }
}

const banks = await loadBanks();

function onMachine(machine: MachineName, name: BankName, tests: (place: Place) => void): void {
  describe(`${name} in ${machine}`, () => {
    let bench: Bench | undefined;
    afterAll(() => bench?.close());
    tests(
      placeOn(machine, name, () => {
        bench ??= benches[machine]();
        return bench;
      }),
    );
  });
}

function placeOn(machine: MachineName, name: BankName, benchOf: () => Bench): Place {
  const { bank } = findBank(name, banks);
  const open = (setup?: Setup) => openSession(benchOf(), name, bank, setup);
  return { machine, name, bank, controller: controllers[name], open };
}

async function openSession(bench: Bench, name: BankName, bank: Bank, setup: Setup = {}): Promise<Session> {
  const { codeAt = ram.base, ...preset } = setup;
  const machine = await bench.create(name, { ...afterReset(name, bank), ...preset });
  const loader = await readBuiltLoader(name);
  await machine.writeRam(codeAt, loader.code);
  return new Session(machine, bank, loader, codeAt);
}

function afterReset(name: BankName, bank: Bank): Preset {
  return {
    otp: new Uint8Array(bank.otp.size).fill(0xff),
    flags: 0,
    acr: controllers[name].acr.reset,
    unlocked: false,
    deaf: false,
    pempty: false,
    stuck: [],
    spent: [],
    damaged: [],
    half: undefined,
    latePending: 0,
  };
}
