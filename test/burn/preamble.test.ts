import { describe, expect, it } from 'vitest';
import { makeJob } from '../../src/burn/job.js';
import { preamble, preambleSize, vectorTableRegister } from '../../src/burn/preamble.js';
import { SimulatedChip } from '../../src/chip/index.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import { halfwords, words } from '../chip/support/chips.js';
import { thumb } from '../chip/support/thumb.js';
import { f401, l4, l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { burn, rig } from './support.js';

const FLASH = l4.flash.base;
const marker = 0x20003000;
const serial = [0x53, 0x4e, 0x2d, 0x30, 0x30, 0x34, 0x32, 0x00];

// Its NMI and HardFault handlers leave a mark in RAM.
function withMarkingFirmware(chip: SimulatedChip): void {
  const handler = [thumb.movs(0, 1), 0x0740, thumb.movs(1, 3), 0x0309, thumb.adds(0, 0, 1), thumb.str(1, 0)];
  chip.bench.poke(FLASH, words(0x20002000, FLASH + 0x101, FLASH + 0x101, FLASH + 0x101));
  chip.bench.poke(FLASH + 0x100, halfwords(...handler, thumb.branchToSelf));
}

const mark = (chip: SimulatedChip) => [...chip.bench.peek(marker, 4)];

describe('the vector table of a job', () => {
  it('keeps the NMI handler of firmware with a damaged reset vector from running', async () => {
    const unit = rig(l476);
    withMarkingFirmware(unit.chip);
    unit.chip.bench.setUnitState(FLASH, 'damaged');
    unit.chip.bench.poke(marker, words(0));
    expect(await burn(unit, imageOf([l4.otp.base, serial]), { leaveHalted: true })).toMatchObject({
      result: 'done',
    });
    expect(mark(unit.chip)).toEqual([0, 0, 0, 0]);
    // The firmware is what it is said to be: without our table its handler does run.
    unit.chip.reset();
    unit.chip.go();
    unit.chip.run(1000);
    expect(mark(unit.chip)).not.toEqual([0, 0, 0, 0]);
  });

  it.each([f401, l476])('ends a HardFault of the loader at a BKPT of its own, $name', async (device) => {
    const unit = rig(device, (probe, chip) => ({
      // A server that catches no fault, and a loader that executes what is none.
      go: async () => {
        chip.writeMemory(0xe000edfc, words(0), 4);
        const { PC = 0 } = await probe.readRegisters(['PC']);
        await probe.writeMemory(PC, halfwords(0xde00));
        await probe.go();
      },
    }));
    withMarkingFirmware(unit.chip);
    unit.chip.bench.poke(marker, words(0));
    await expect(burn(unit, imageOf([device.bank.otp.base, serial]))).rejects.toMatchObject({
      code: 'LOADER_NOT_STARTED',
      message: expect.stringMatching(/^a HardFault stopped the loader: .*IPSR 3, FLASH_SR/),
    });
    expect(mark(unit.chip)).toEqual([0, 0, 0, 0]);
    expect(unit.chip.isHalted).toBe(true);
  });

  it('stops the loader at a double error that it meets, and says where', async () => {
    const unit = rig(l476);
    // Two wrong bits that show when the loader reads back what it has programmed.
    unit.chip.onAccess(({ kind, address, master }) => {
      const isReadBack = kind === 'read' && master === 'core' && unit.chip.counters.otpOperations === 2;
      if (isReadBack && address === l4.otp.base + 8) unit.chip.bench.setUnitState(address, 'damaged');
    });
    await expect(burn(unit, imageOf([l4.otp.base, [...serial, ...serial, ...serial]]))).rejects.toMatchObject(
      {
        code: 'BURN_INTERRUPTED',
        message: expect.stringMatching(
          /^a double ECC error \(NMI\) stopped the loader: .*IPSR 2, .*ECCR 0x80100008/,
        ),
      },
    );
    expect(unit.chip.counters.otpOperations).toBe(2);
  });

  it('stands where a vector table can, whatever RAM the bank names', async () => {
    const loader = await loadBuiltLoader(l4);
    const ram = { base: 0x20000104, size: 0x3efc };
    const bank = { ...l4, loader: { ...l4.loader, ram } };
    const job = makeJob(bank, loader, [{ address: l4.otp.base, bytes: Uint8Array.from(serial) }]);
    expect(job).toMatchObject({ vectorTable: 0x20000200, ram: { address: 0x20000200 } });
    expect(job.registers.MSP).toBe(0x20004000);
    const chip = SimulatedChip.create(l476);
    chip.bench.setUnitState(FLASH, 'damaged');
    chip.reset();
    chip.writeMemory(job.ram.address, job.ram.bytes);
    chip.writeMemory(vectorTableRegister, words(job.vectorTable), 4);
    for (const name of ['PRIMASK', 'CONTROL', 'xPSR', 'MSP', 'R0', 'LR', 'PC'] as const)
      chip.writeRegister(name, job.registers[name]);
    chip.go();
    expect(chip.run(100_000)).toBe(true);
    expect(chip.readRegister('PC')).toBe(job.returnAddress);
    expect([...chip.bench.peek(l4.otp.base, 8)]).toEqual(serial);
  });
});

describe('the first NMI handler of a job', () => {
  const base = 0x20000000;
  const entry = 0x101;
  const { ecc } = l4.otp;
  if (!ecc) throw new Error('the bank has no ECC');
  const [first] = ecc.registers ?? [ecc];
  if (!first) throw new Error('the bank has no ECC register');
  const second = { register: 0x4002201c, detected: 0x80000000, corrected: 0x40000000 };
  const withTwo = { ...l4, otp: { ...l4.otp, ecc: { ...ecc, registers: [first, second] } } };

  /** The stores that the code at an address does until it returns or is left. */
  function stores(bytes: Uint8Array, at: number): readonly (readonly [address: number, value: number])[] {
    const view = new DataView(bytes.buffer);
    const registers = [0, 0, 0, 0];
    const found: (readonly [number, number])[] = [];
    for (let pc = at; ; pc += 2) {
      const code = view.getUint16(pc, true);
      if (code >>> 11 === 0b01001) {
        const literal = ((pc + 4) & ~3) + (code & 0xff) * 4;
        registers[(code >>> 8) & 7] = view.getUint32(literal, true);
      } else if (code === 0x6001) found.push([registers[0] ?? 0, registers[1] ?? 0]);
      else if (code === 0x4770 || code === 0x4718) return found;
    }
  }

  it.each([
    ['one register', l4, [[first.register, (first.detected | first.corrected) >>> 0]]],
    [
      'each of two',
      withTwo,
      [
        [first.register, (first.detected | first.corrected) >>> 0],
        [second.register, 0xc0000000],
      ],
    ],
    [
      'the register that clears them',
      { ...l4, otp: { ...l4.otp, ecc: { ...ecc, registers: [{ ...second, clear: 0x52002114 }] } } },
      [[0x52002114, 0xc0000000]],
    ],
  ] as const)('takes the flags back in %s', (_what, bank, expected) => {
    const { bytes, entry: arm } = preamble(bank, base, entry);
    const nmi = new DataView(bytes.buffer).getUint32(0x08, true);
    expect(stores(bytes, (nmi & ~1) - base)).toEqual(expected);
    // The way in changes the NMI's vector, and goes to the loader behind the preamble.
    expect(stores(bytes, arm)).toEqual([[base + 0x08, base + 0x03]]);
    expect(bytes).toHaveLength(preambleSize(bank));
    expect(preambleSize(bank) % 8).toBe(0);
  });
});
