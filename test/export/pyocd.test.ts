import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { exportBanks } from '../../src/api/export-banks.js';
import { type Bank, type Device, findDevice, listDevices } from '../../src/bank/index.js';
import { planUnits } from '../../src/burn/plan-units.js';
import { SimulatedChip } from '../../src/chip/index.js';
import { exportPyocd } from '../../src/export/pyocd.js';
import { exportedNames } from '../support/bank-names.js';
import { exportedBanks, f4, f401, l4, l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { fc } from '../support/property.js';
import { madeUpBanks } from './made-up-bank.js';
import { type RefusalCase, runScript, type ScriptAlgorithm, type ScriptBank } from './pyocd-script.js';

const script = await scriptOf(await exportBanks({}));
const { banks } = runScript(script);

async function scriptOf(of: Parameters<typeof exportPyocd>[0]): Promise<string> {
  const [file] = await exportPyocd(of);
  return String(file?.content);
}

describe('the user script for pyOCD', () => {
  it('is as expected', async () => {
    await expect(await scriptOf(madeUpBanks)).toMatchFileSnapshot('golden/pyocd_user.py');
  });

  it('is Python, and the same bytes each time', async () => {
    expect(await scriptOf(await exportBanks({}))).toBe(script);
    execFileSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input: script });
  });

  it('survives any bank title', async () => {
    const title = '"""\\ {{x}} é\n';
    const odd = madeUpBanks.map((each) => ({ ...each, bank: { ...each.bank, title } }));
    expect(runScript(await scriptOf(odd)).banks.map((bank) => bank.title)).toEqual([title, title]);
  });

  it('is not made where loader, pages and stack do not fit into the RAM of a bank', async () => {
    const small = madeUpBanks.map((each) => {
      const { loader } = each.bank;
      return { ...each, bank: { ...each.bank, loader: { ...loader, ram: { ...loader.ram, size: 1024 } } } };
    });
    await expect(exportPyocd(small)).rejects.toMatchObject({ code: 'LOADER_TOO_LARGE', exitCode: 3 });
  });

  it('knows every core and DEV_ID of its banks, and no pair twice', () => {
    const pairs = banks.flatMap(({ parts, dev_ids }) =>
      parts.flatMap((part) => dev_ids.map((id) => `${part} ${id}`)),
    );
    expect(new Set(pairs).size).toBe(pairs.length);
    const part = {
      'Cortex-M0+': 0xc60,
      'Cortex-M3': 0xc23,
      'Cortex-M4': 0xc24,
      'Cortex-M7': 0xc27,
      'Cortex-M33': 0xd21,
    };
    const partOf = (core: string) => part[core as keyof typeof part];
    const wanted = listDevices(exportedBanks).flatMap(({ line: { core, devIds } }) =>
      devIds.map((id) => `${partOf(core)} ${id}`),
    );
    expect(new Set(pairs)).toEqual(new Set(wanted));
  });
});

describe.each([
  [f401, banks[exportedNames.indexOf('stm32f4-otp')]],
  [l476, banks[exportedNames.indexOf('stm32l4-otp')]],
] as const)('its algorithm, $name', (device, scriptBank) => {
  const bank = scriptBank as ScriptBank;

  it('programs pages as pyOCD hands them over, from either buffer', () => {
    const chip = SimulatedChip.create(device);
    const host = new PyocdAlgorithmRunner(chip, bank.algo);
    const data = Uint8Array.from({ length: bank.page_size }, (_, at) => (at % 24 < 8 ? at & 0x7f : 0xff));
    const pages = [bank.base, bank.base + bank.size - bank.page_size].slice(
      0,
      bank.page_size < bank.size ? 2 : 1,
    );
    expect(host.call(bank.algo.pc_init, [bank.base, 0, 2])).toBe(0);
    for (const [index, page] of pages.entries()) {
      const buffer = bank.algo.page_buffers[index] ?? 0;
      // The last page of F4 holds lock bytes, which take 00 and nothing else.
      const content = index === 0 ? data : new Uint8Array(bank.page_size).fill(0xff).fill(0, 3, 4);
      chip.writeMemory(buffer, content);
      expect(host.call(bank.algo.pc_program_page, [page, bank.page_size, buffer])).toBe(0);
      expect(chip.readMemory(page, bank.page_size)).toEqual(content);
    }
    expect(host.call(bank.algo.pc_unInit, [2])).toBe(0);
    expect(chip.counters.hardFaults).toBe(0);
  });

  it('runs on a chip whose reset vector has a double ECC error, if the chip has ECC', () => {
    const chip = SimulatedChip.create(device);
    if (device.bank.otp.ecc) chip.bench.setUnitState(device.bank.flash.base, 'damaged');
    const host = new PyocdAlgorithmRunner(chip, bank.algo);
    expect(host.call(bank.algo.pc_init, [bank.base, 1, 2])).toBe(0);
    const [buffer = 0] = bank.algo.page_buffers;
    const page = new Uint8Array(bank.page_size).fill(0xff).fill(0x11, 0, 8);
    chip.writeMemory(buffer, page);
    expect(host.call(bank.algo.pc_program_page, [bank.base, bank.page_size, buffer])).toBe(0);
    expect(chip.bench.peek(bank.base, bank.page_size)).toEqual(page);
  });

  it('refuses a conflict, says why in R1, and erases nothing', () => {
    const chip = SimulatedChip.create(device);
    chip.bench.poke(bank.base, new Uint8Array(bank.page_size));
    const host = new PyocdAlgorithmRunner(chip, bank.algo);
    host.call(bank.algo.pc_init, [bank.base, 0, 1]);
    expect(host.call(bank.algo.pc_erase_sector, [bank.base])).toBe(0);
    const [buffer = 0] = bank.algo.page_buffers;
    chip.writeMemory(buffer, new Uint8Array(bank.page_size).fill(0x11));
    expect(host.call(bank.algo.pc_program_page, [bank.base, bank.page_size, buffer])).toBe(1);
    expect(chip.readRegister('R1')).toBe(3);
    expect(chip.counters.otpOperations).toBe(0);
    expect(chip.bench.peek(bank.base, bank.page_size)).toEqual(new Uint8Array(bank.page_size));
  });

  it('keeps code, buffers and stack apart, all within the RAM of the bank', () => {
    const { load_address: load, instructions, page_buffers: buffers, begin_stack, end_stack } = bank.algo;
    const { ram } = device.bank.loader;
    const edges = [load, load + 4 * instructions.length];
    for (const buffer of buffers) edges.push(buffer, buffer + bank.page_size);
    edges.push(end_stack, begin_stack);
    expect(edges).toEqual([...edges].sort((a, b) => a - b));
    expect(edges[0]).toBeGreaterThanOrEqual(ram.base);
    expect(edges.at(-1)).toBeLessThanOrEqual(ram.base + ram.size);
    expect(begin_stack - end_stack).toBeGreaterThanOrEqual(256);
    expect(buffers).toHaveLength(2);
  });

  it('has pages that pyOCD can round addresses down to', () => {
    for (const size of [bank.page_size, bank.sector_size]) {
      expect([bank.base % size, bank.size % size]).toEqual([0, 0]);
    }
  });
});

describe('its algorithm for chips with two ECC registers', () => {
  const device = findDevice('STM32G0B1RE', exportedBanks);
  const { base, ecc } = device.bank.otp;
  const ecc2r = ecc!.registers[1]!.register;
  const { algos } = banks[exportedNames.indexOf('stm32g0-otp')]!;
  const algoOf = (devId: number) => algos.find(([devIds]) => devIds.includes(devId))![1];

  /** An NMI pends that an error in the second register raised. */
  const initOf = (algo: ScriptAlgorithm): number | undefined => {
    const chip = SimulatedChip.create(device);
    const host = new PyocdAlgorithmRunner(chip, algo);
    chip.bench.reportEccBy(1);
    chip.bench.setUnitState(base + 8, 'damaged');
    chip.readMemory(base + 8, 4);
    try {
      return host.call(algo.pc_init, [base, 0, 2]);
    } catch {
      return undefined;
    }
  };

  it('takes the flags back in both, so that an error in the second ends no burn', () => {
    expect(initOf(algoOf(0x467))).toBe(0);
    expect(initOf(algoOf(0x460))).not.toBe(0);
  });

  it('is for those alone: nothing writes to a register that a chip lacks', () => {
    const writing = algos.flatMap(([devIds, { instructions }]) =>
      instructions.includes(ecc2r) ? devIds : [],
    );
    expect(writing).toEqual([0x467]);
    expect(algos.flatMap(([devIds]) => devIds).toSorted()).toEqual([0x456, 0x460, 0x466, 0x467]);
  });
});

describe('what the script refuses before pyOCD writes anything', () => {
  it('is what the plan calls impossible, and nothing else', () => {
    const samples = fc.sample(
      fc.oneof(
        caseOf(f4, exportedNames.indexOf('stm32f4-otp')),
        caseOf(l4, exportedNames.indexOf('stm32l4-otp')),
      ),
      { numRuns: 600, seed: 1 },
    );
    const { refusals } = runScript(script, samples);
    const expected = samples.map((sample) => isImpossible(sample));
    expect(refusals.map((reason) => reason !== null)).toEqual(expected);
    expect(new Set(expected).size).toBe(2);
  });

  it('names address, old and new value', () => {
    const otp = new Array<number>(f4.otp.size).fill(0xff);
    otp[5] = 0x0f;
    otp[0x201] = 0;
    const at = (offset: number, data: number[]): RefusalCase => ({
      bank: exportedNames.indexOf('stm32f4-otp'),
      address: f4.otp.base + offset,
      data,
      otp,
    });
    const { refusals } = runScript(script, [at(4, [0x11, 0xf0]), at(33, [0]), at(0x203, [1]), at(5, [0x0f])]);
    expect(refusals).toEqual([
      '0x1fff7805 holds 0F, wanted is F0: no bit goes back to one',
      '0x1fff7821 holds FF, wanted is 00: block 1 is locked',
      '0x1fff7a03 holds FF, wanted is 01: a lock byte takes 00 and nothing else',
      null,
    ]);
  });
});

/** Calls entries as pyOCD does: LR on the BKPT in front of the code, R9 and SP set at each call. */
class PyocdAlgorithmRunner {
  readonly #chip: SimulatedChip;
  readonly #algo: ScriptAlgorithm;

  constructor(chip: SimulatedChip, algo: ScriptAlgorithm) {
    this.#chip = chip;
    this.#algo = algo;
    chip.reset();
    chip.writeMemory(algo.load_address, new Uint8Array(Uint32Array.from(algo.instructions).buffer));
    // SCB_VTOR, as prepare_target of the script does.
    chip.writeMemory(0xe000ed08, new Uint8Array(Uint32Array.of(algo.load_address).buffer), 4);
  }

  call(entry: number, args: readonly number[]): number {
    const names = ['R0', 'R1', 'R2'] as const;
    for (const [index, value] of args.entries()) this.#chip.writeRegister(names[index] ?? 'R3', value);
    this.#chip.writeRegister('MSP', this.#algo.begin_stack);
    this.#chip.writeRegister('xPSR', 0x01000000);
    this.#chip.writeRegister('LR', this.#algo.load_address | 1);
    this.#chip.writeRegister('PC', entry & ~1);
    this.#chip.go();
    expect(this.#chip.run(1_000_000)).toBe(true);
    expect(this.#chip.readRegister('PC')).toBe(this.#algo.load_address);
    return this.#chip.readRegister('R0');
  }
}

function caseOf({ otp: { base, size, writeUnit } }: Bank, bank: number): fc.Arbitrary<RefusalCase> {
  const byte = fc.constantFrom(0xff, 0xff, 0xff, 0x00, 0x0f, 0xf0, 0x11);
  const bytes = (length: number) => fc.array(byte, { minLength: length, maxLength: length });
  const spots = fc.array(fc.tuple(fc.nat(size - 1), byte), { maxLength: 12 });
  return fc
    .tuple(fc.nat(size / writeUnit - 1), fc.integer({ min: 1, max: 24 }), spots)
    .chain(([unit, length, held]) => {
      const offset = unit * writeUnit;
      const otp = new Array<number>(size).fill(0xff);
      for (const [at, value] of held) otp[at] = value;
      return bytes(Math.min(length, size - offset)).map((data) => ({
        bank,
        address: base + offset,
        data,
        otp,
      }));
    });
}

function isImpossible({ bank, address, data, otp }: RefusalCase): boolean {
  const device: Pick<Device, 'bank'> = bank === exportedNames.indexOf('stm32f4-otp') ? f401 : l476;
  // The script takes no part of a unit, be it equal: pyOCD would fill the rest.
  if (data.length % device.bank.otp.writeUnit !== 0) return true;
  const units = planUnits(device.bank, imageOf([address, data]), Uint8Array.from(otp));
  return units.some(({ state }) => !['burn', 'skip'].includes(state));
}
