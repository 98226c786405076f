import { describe, expect, it } from 'vitest';
import { otpReader, readChipOtp } from '../../src/burn/index.js';
import { SimulatedChip } from '../../src/chip/index.js';
import { decodeLayout, encodeLayout, unitDataFromObject } from '../../src/layout/index.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import { SimProbe } from '../../src/probe/sim.js';
import { deviceOf } from '../chip/support/chips.js';
import { appendBody, recordsOf } from '../layout/record-kinds.js';
import { attempt } from './rig.js';

const device = deviceOf('STM32L476RG');
const { base, size } = device.bank.otp;
const slots = 128;
const layout = recordsOf(device.bank, appendBody(slots));
const loader = await loadBuiltLoader(device.bank);

/** Early, midway and late in the programming of a double word, at another point for each slot. */
const parts = ['early', 'midway', 'late'] as const;
const pointOf = (part: (typeof parts)[number], slot: number): number =>
  (parts.indexOf(part) + ((slot * 0.618) % 1)) / parts.length;

// Each value has bits that the one before has not.
const numberOf = (slot: number): bigint => (BigInt(slot) * 0x9e3779b97f4a7c15n) & 0x7fffffffffffffffn;

async function valueOn(chip: SimulatedChip): Promise<unknown> {
  const otp = await readChipOtp(new SimProbe(chip), device);
  const [field] = decodeLayout(layout, otpReader(device.bank, otp, otp.chip.uid), 'unreadable');
  return field?.state === 'value' ? field.value : undefined;
}

describe('128 appends that fill the whole OTP of an STM32L4', () => {
  it.each(parts)('are cut %s, and never read as another value nor touch another unit', async (part) => {
    let chip = SimulatedChip.create(device);
    for (let slot = 1; slot <= slots; slot += 1) {
      const start = chip.toState();
      const old = chip.bench.peek(base, size);
      const { image } = encodeLayout(layout, unitDataFromObject({ rb: numberOf(slot) }), {
        read: (address, length) => chip.bench.peek(address, length),
      });
      expect(image.segments).toMatchObject([{ address: base + 8 * (slot - 1) }]);
      const torn = SimulatedChip.fromState(start, device);
      torn.bench.at({ operation: 1, progress: pointOf(part, slot) }, () => torn.bench.cutPower());
      const { error } = await attempt({ device, loader, start, image }, new SimProbe(torn));
      expect(error?.code).toBe('BURN_INTERRUPTED');
      const back = SimulatedChip.fromState(torn.toState(), device);
      const before = slot === 1 ? undefined : `${numberOf(slot - 1)}`;
      expect([before, `${numberOf(slot)}`]).toContain(await valueOn(back));
      const now = back.bench.peek(base, size);
      for (const bytes of [old, now]) bytes.fill(0, 8 * (slot - 1), 8 * slot);
      expect(Buffer.compare(now, old)).toBe(0);
      chip = SimulatedChip.fromState(start, device);
      for (const { address, bytes } of image.segments) chip.bench.poke(address, bytes);
    }
    expect(await valueOn(chip)).toBe(`${numberOf(slots)}`);
  });
});
