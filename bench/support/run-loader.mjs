import { SimulatedChip } from '../../dist/chip/index.js';

const CODE = 0x20000000;
const HALT = 0x20000ff0;
const JOB = 0x20001000;
const SOURCE = 0x20002000;
const STACK = 0x20004000;
const BKPT = Uint8Array.of(0x00, 0xbe);

/**
 * Programs every data byte of a blank simulated chip through one call of an entry, and checks the result.
 * Cycles are the core's, refuse pass and read-back included; ProgramPage follows an Init that is not counted.
 * @param {import('../../dist/bank/index.js').Device} device
 * @param {import('../../dist/loader/index.js').LoaderElf} loader
 * @param {string} entry Burn or ProgramPage
 * @returns {{ cycles: number, stack: number }}
 */
export function runFullBank(device, loader, entry) {
  const { base, data } = device.bank.otp;
  const chip = SimulatedChip.create(device);
  const bytes = Uint8Array.from({ length: data.size }, (_, index) => (index * 37) & 0xfe);
  chip.bench.poke(CODE, loader.code);
  chip.bench.poke(HALT, BKPT);
  chip.bench.poke(SOURCE, bytes);
  chip.bench.poke(JOB, words(0x4f545042, 1, 0, 1, 0xffffffff, 0, 0, 0, base, data.size, SOURCE));
  if (entry === 'ProgramPage') call(chip, loader, 'Init', [base, 0, 2]);
  const outcome = call(chip, loader, entry, entry === 'Burn' ? [JOB] : [base, data.size, SOURCE]);
  const burnt = chip.bench.peek(base, data.size);
  if (!burnt.every((byte, index) => byte === bytes[index])) throw new Error(`${entry} did not burn the bank`);
  return outcome;
}

/**
 * @param {SimulatedChip} chip
 * @param {import('../../dist/loader/index.js').LoaderElf} loader
 * @param {string} entry
 * @param {readonly number[]} args R0 and up
 * @returns {{ cycles: number, stack: number }}
 */
function call(chip, loader, entry, args) {
  let lowest = STACK;
  const stop = chip.onAccess(({ master, kind, address }) => {
    if (master === 'core' && kind === 'write' && address > SOURCE && address < lowest) lowest = address;
  });
  for (const [index, value] of args.entries()) chip.writeRegister(`R${index}`, value);
  const registers = { xPSR: 0x01000000, CONTROL: 0, PRIMASK: 1, MSP: STACK, LR: HALT | 1 };
  for (const [name, value] of Object.entries(registers)) chip.writeRegister(name, value);
  chip.writeRegister('PC', CODE + loader.entries.get(entry));
  const before = chip.counters.coreCycles;
  chip.go();
  const hasHalted = chip.run(1_000_000);
  stop();
  const cycles = chip.counters.coreCycles - before;
  if (!hasHalted || chip.haltReason !== 'bkpt' || chip.readRegister('R0') !== 0) {
    throw new Error(
      `${entry} failed: ${chip.haltReason} ${chip.faultReason ?? ''}, R1 = ${chip.readRegister('R1')}`,
    );
  }
  return { cycles, stack: STACK - lowest };
}

/** @param {number[]} values */
function words(...values) {
  return new Uint8Array(Uint32Array.from(values).buffer);
}
