import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Device } from '../../src/bank/index.js';
import { programUnit } from '../../src/burn/index.js';
import { makeJob } from '../../src/burn/job.js';
import { vectorTableRegister } from '../../src/burn/preamble.js';
import { runJob } from '../../src/burn/run-job.js';
import { SimulatedChip } from '../../src/chip/index.js';
import { mergeImages, type SparseImage } from '../../src/image/index.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import type { Probe } from '../../src/probe/index.js';
import { StandIn } from '../jlink-standin/bench.js';
import { backEndsOf } from '../support/back-ends.js';
import { f401, l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { bootUnit, buildHostile, ticksAddress } from './hostile/build.js';

const data = Uint8Array.from({ length: 16 }, (_, index) => 0x30 + index);
const syst = { CSR: 0xe000e010, RVR: 0xe000e014, CVR: 0xe000e018 };

const standIn = new StandIn();
afterAll(() => standIn.close());
const backEnds = backEndsOf(standIn);
const cases = backEnds.flatMap((backEnd) => [f401, l476].map((device) => ({ ...backEnd, device })));

describe.each(cases)(
  'firmware that would spoil a burn, through $name on $device.name',
  ({ open, device }) => {
    const { otp } = device.bank;
    const unit = imageOf([otp.base, data]);
    let probe: Probe | undefined;
    afterEach(async () => {
      await probe?.close();
      probe = undefined;
    });

    it('would indeed spoil it: its interrupts run, and at boot it burns', () => {
      const chip = withFirmware(device, buildHostile(device, { burnsAtBoot: true }));
      chip.powerCycle();
      chip.run(5000);
      expect(wordAt(chip, ticksAddress)).toBeGreaterThan(3);
      expect(chip.bench.peek(0x20000000, 4)).toEqual(Uint8Array.of(0xad, 0xde, 0xad, 0xde));
      expect(chip.bench.peek(bootUnit(device), 1)).toEqual(Uint8Array.of(0x42));
    });

    it('with its interrupts running when we attach, does not disturb the burn', async () => {
      const chip = withFirmware(device, buildHostile(device, { burnsAtBoot: false }));
      chip.powerCycle();
      chip.run(5000);
      const ticks = wordAt(chip, ticksAddress);
      const operations = otpOperations(chip);
      probe = await open(chip);
      const report = await programUnit(await request(probe, device, unit), {
        confirm: async () => true,
        leaveHalted: true,
      });
      expect(report.result).toBe('done');
      expect(chip.bench.peek(otp.base, otp.size)).toEqual(withData(otp.size));
      expect(operations).toEqual(unitsOf(device));
      expect(ticks).toBeGreaterThan(3);
    });

    it('with SysTick on and pending while the loader runs, gets no interrupt', async () => {
      const chip = withFirmware(device, buildHostile(device, { burnsAtBoot: false }));
      probe = await open(chip);
      await probe.resetHalt();
      for (const [address, value] of [
        [syst.RVR, 200],
        [syst.CVR, 0],
        [syst.CSR, 7],
      ] as const) {
        await probe.writeMemory(address, new Uint8Array(Uint32Array.of(value).buffer), 4);
      }
      await probe.writeMemory(ticksAddress, new Uint8Array(4), 4);
      const loader = await loadBuiltLoader(device.bank);
      const job = makeJob(device.bank, loader, [{ address: otp.base, bytes: data }]);
      const { status } = await runJob(probe, device.bank, job, () => undefined);
      expect(status).toBe(0);
      expect(chip.bench.peek(otp.base, otp.size)).toEqual(withData(otp.size));
      expect(wordAt(chip, ticksAddress)).toBe(0);
      // The interrupt has been waiting all the time; the firmware's vectors take it.
      await probe.writeMemory(vectorTableRegister, new Uint8Array(4), 4);
      await probe.writeRegisters({ PC: job.returnAddress, PRIMASK: 0 });
      await probe.go();
      await probe.waitHalted(20);
      await probe.resetHalt();
      expect(wordAt(chip, ticksAddress)).toBeGreaterThan(0);
    });

    it('that writes OTP at boot gets no chance before the unit is verified', async () => {
      const hostile = buildHostile(device, { burnsAtBoot: true });
      const chip = SimulatedChip.create(device);
      const operations = otpOperations(chip);
      probe = await open(chip);
      const whole = mergeImages([hostile, unit]);
      const burn = await request(probe, device, whole);
      const halted = { confirm: async () => true, leaveHalted: true };
      expect(await programUnit(burn, halted)).toMatchObject({ result: 'done' });
      expect(chip.bench.peek(otp.base, otp.size)).toEqual(withData(otp.size));
      // With the firmware in flash, a second run resets a chip that could boot it.
      expect(await programUnit(burn, halted)).toMatchObject({ result: 'nothing-to-do' });
      expect(operations).toEqual(unitsOf(device));
      await probe.resetRun();
      await probe.waitHalted(20);
      expect(operations.at(-1)).toBe(bootUnit(device));
    });
  },
);

function withFirmware(device: Device, firmware: SparseImage): SimulatedChip {
  const chip = SimulatedChip.create(device);
  for (const { address, bytes } of firmware.segments) chip.bench.poke(address, bytes);
  return chip;
}

async function request(probe: Probe, device: Device, image: SparseImage) {
  return { probe, device, image, loader: await loadBuiltLoader(device.bank) };
}

/** Addresses of OTP operations, as they happen. */
function otpOperations(chip: SimulatedChip): number[] {
  const addresses: number[] = [];
  chip.onOperation(({ area, address }) => {
    if (area === 'otp') addresses.push(address);
  });
  return addresses;
}

function unitsOf({ bank }: Device): readonly number[] {
  const { base, writeUnit } = bank.otp;
  return Array.from({ length: data.length / writeUnit }, (_, index) => base + index * writeUnit);
}

function withData(size: number): Uint8Array {
  const bytes = new Uint8Array(size).fill(0xff);
  bytes.set(data);
  return bytes;
}

function wordAt(chip: SimulatedChip, address: number): number {
  return Buffer.from(chip.bench.peek(address, 4)).readUInt32LE();
}
