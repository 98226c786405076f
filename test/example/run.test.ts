import { describe, expect, it } from 'vitest';
import { findDevice, loadBanks } from '../../src/bank/index.js';
import { SimulatedChip } from '../../src/chip/index.js';
import type { SparseImage } from '../../src/image/index.js';
import { chips, exampleFirmware, exampleRecord } from './record.js';

const answerAddress = 0x20000000;
const answerMagic = 0x57534e41;
const answerSize = 28;

describe.each(chips)('the example firmware on a simulated $device', ({ chip, device }) => {
  it('answers "blank" when OTP is blank', async () => {
    const target = await programmed(device, chip);
    expect(await answer(target)).toEqual({ state: 1, serial: '', reserved: '000000' });
  });

  it.each(['SN-0042', 'SN-1234567890123'])('answers with the serial %s that OTP holds', async (serial) => {
    const { image } = await exampleRecord(device, chip, [`serial=${serial}`]);
    const target = await programmed(device, chip);
    putIntoOtp(target, image);
    expect(await answer(target)).toEqual({ state: 2, serial, reserved: '000000' });
  });

  it('answers "bad check" when any one bit of the record differs', async () => {
    const { image } = await exampleRecord(device, chip);
    const target = await programmed(device, chip);
    const [record] = image.segments;
    if (!record) throw new Error('the record is empty');
    for (let index = 0; index < record.bytes.length; index += 1) {
      const bytes = Uint8Array.from(record.bytes);
      bytes[index] = (bytes[index] ?? 0) ^ (1 << (index % 8));
      target.bench.poke(record.address, bytes);
      expect(await answer(target), `byte ${index}`).toMatchObject({ state: 3, serial: '' });
    }
  });

  it('starts no flash operation and takes no fault', async () => {
    const target = await programmed(device, chip);
    const { flashOperations } = target.counters;
    await answer(target);
    expect(target.counters).toMatchObject({
      flashOperations,
      otpOperations: 0,
      refusedOperations: 0,
      hardFaults: 0,
    });
  });
});

describe('the example firmware on a simulated STM32L476RG', () => {
  it('answers "fault" when the record has a double ECC error', async () => {
    const { image } = await exampleRecord('STM32L476RG', 'l476');
    const target = await programmed('STM32L476RG', 'l476');
    putIntoOtp(target, image);
    target.bench.setUnitState(0x1fff7008, 'damaged');
    expect(await answer(target)).toMatchObject({ state: 4, serial: '' });
  });
});

/** A chip with the firmware, and with RAM in which an earlier answer still stands. */
async function programmed(device: string, chip: string): Promise<SimulatedChip> {
  const target = SimulatedChip.create(findDevice(device, await loadBanks()));
  target.programFlash(exampleFirmware(chip).segments);
  const stale = new Uint8Array(answerSize).fill(0x55);
  new DataView(stale.buffer).setUint32(0, answerMagic, true);
  target.bench.poke(answerAddress, stale);
  return target;
}

function putIntoOtp(target: SimulatedChip, image: SparseImage): void {
  for (const { address, bytes } of image.segments) target.bench.poke(address, bytes);
}

async function answer(target: SimulatedChip): Promise<{ state: number; serial: string; reserved: string }> {
  target.reset();
  target.go();
  expect(target.run(20_000), target.faultReason).toBe(false);
  const bytes = target.bench.peek(answerAddress, answerSize);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  expect(view.getUint32(0, true)).toBe(answerMagic);
  const text = Buffer.from(bytes.subarray(8, 25)).toString('latin1');
  const end = text.indexOf('\0');
  expect(text.slice(end)).toMatch(/^\0+$/);
  return {
    state: view.getUint32(4, true),
    serial: text.slice(0, end),
    reserved: Buffer.from(bytes.subarray(25)).toString('hex'),
  };
}
