import { describe, expect, it } from 'vitest';
import { type Controller, maskOfNames, shippedControllers } from '../../../src/controller/index.js';
import { setWord, wordAt } from '../support/chips.js';
import { newH7, SECTOR, word } from '../support/h7.js';

/** A description with one fault. The simulated chip reads none: its numbers are those of the CMSIS headers. */
type Fault = (controller: Controller) => Controller;

const described = shippedControllers().get('stm32h7')!.controller;

const faults: readonly (readonly [what: string, fault: Fault])[] = [
  [
    'a key',
    (controller) => ({ ...controller, unlock: { ...controller.unlock, keys: [0x45670123, 0xcdef89aa] } }),
  ],
  ['the offset of the control register', withRegister('CR', 0x10)],
  ['the register that clears flags', (controller) => withClear(controller, { register: 'SR' })],
  ['the bit of PG', withControl('PG', 6)],
  ['the bit of BSY and QW', (controller) => withStatus(controller, { BSY: 3, QW: 4 })],
  ['the bit of WRPERR', (controller) => withStatus(controller, { WRPERR: 20 })],
  ['the write unit', (controller) => ({ ...controller, unit: { ...controller.unit, stores: [4, 4, 4, 4] } })],
  ['the place of SNB', withControl('SNB', [6, 8])],
  ['the bit of START', withControl('START', 5)],
  ['the distance of the banks', (controller) => ({ ...controller, bankStride: 0x80 })],
];

describe('a wrong controllers/stm32h7.yaml', () => {
  it.each(faults)('is found by the simulated chip, which never reads it: %s', (_what, fault) => {
    expect(problemOf(described)).toBeUndefined();
    expect(problemOf(fault(described))).toBeDefined();
  });
});

/** What goes wrong with a host that programs, is refused and erases by a description, in flash bank 2. */
function problemOf(controller: Controller): string | undefined {
  try {
    const problems = [...trial(controller)];
    return problems[0];
  } catch (error) {
    return String(error);
  }
}

function* trial(controller: Controller): Generator<string> {
  const chip = newH7();
  const { registers, unlock, status, control, erase, unit, base, bankStride = 0 } = controller;
  const at = (name: string) => base + bankStride + registers[name]!;
  const field = (...names: readonly string[]) => maskOfNames(control.bits, names);
  const flag = (...names: readonly string[]) => maskOfNames(status.bits, names);
  const [cr, sr, clear] = [at(control.register), at(status.register), at(status.clear.register)];
  const settled = () => {
    for (let polls = 0; wordAt(chip, sr) & flag(...status.busy); polls += 1) {
      if (polls > 2000) throw new Error('the flash stays busy');
      chip.ahb.elapse(1000);
    }
    return wordAt(chip, sr);
  };
  const start = (bits: number) => {
    setWord(chip, clear, flag(...status.clear.bits));
    setWord(chip, cr, bits);
  };
  const program = (address: number, bytes: Uint8Array) => {
    const started = chip.counters.otpOperations;
    start(field(control.program));
    let offset = 0;
    for (const width of unit.stores) {
      chip.writeMemory(address + offset, bytes.subarray(offset, offset + width), width);
      offset += width;
    }
    const isShown = (wordAt(chip, sr) & flag(...status.busy)) !== 0;
    if (isShown !== chip.counters.otpOperations > started) throw new Error('busy is another flag');
    const flags = settled();
    if (flags & flag(...status.pending)) throw new Error('a part of a unit is missing');
    setWord(chip, cr, 0);
    return flags;
  };
  for (const key of unlock.keys) setWord(chip, at(unlock.register), key);
  if (wordAt(chip, cr) & field(control.lock)) yield 'it stays locked';
  if (program(SECTOR, word(1)) & flag(...status.errors)) yield 'a word is refused';
  if (!chip.readMemory(SECTOR, 32).every((byte, index) => byte === word(1)[index])) yield 'the word is wrong';
  chip.bench.setOptionWord('WPSN2', 0x7f);
  if (!(program(SECTOR + 32, word(2)) & flag('WRPERR'))) yield 'write protection does not show';
  chip.bench.setOptionWord('WPSN2', 0xff);
  start(0);
  if (wordAt(chip, sr) & flag(...status.errors)) yield 'the flags stay';
  chip.bench.setUnitState(SECTOR + 64, 'damaged');
  const { sector = '', number = '', start: go = '' } = erase ?? {};
  const low = field(number) & -field(number);
  start(field(sector) | (7 * low));
  setWord(chip, cr, field(sector, go) | (7 * low));
  if (settled() & flag(...status.errors)) yield 'the erase is refused';
  if (!chip.readMemory(SECTOR, 96).every((byte) => byte === 0xff)) yield 'the sector is not erased';
}

function withRegister(name: string, offset: number): Fault {
  return (controller) => ({ ...controller, registers: { ...controller.registers, [name]: offset } });
}

function withControl(name: string, place: number | [number, number]): Fault {
  return ({ control, ...controller }) => ({
    ...controller,
    control: { ...control, bits: { ...control.bits, [name]: place } },
  });
}

function withStatus(
  { status, ...controller }: Controller,
  bits: Readonly<Record<string, number>>,
): Controller {
  return { ...controller, status: { ...status, bits: { ...status.bits, ...bits } } };
}

function withClear(
  { status, ...controller }: Controller,
  clear: Partial<Controller['status']['clear']>,
): Controller {
  return { ...controller, status: { ...status, clear: { ...status.clear, ...clear } } };
}
