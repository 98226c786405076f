import type { Device } from '../../src/bank/index.js';
import { SimulatedChip } from '../../src/chip/index.js';
import type { LoaderElf } from '../../src/loader/index.js';
import { imageOf } from '../support/images.js';
import type { Random } from './random.js';
import type { Job } from './rig.js';

type Part = readonly [address: number, bytes: Uint8Array];

/** A chip that was used before, and an image that still fits it, with or without firmware and locks. */
export function randomJob(device: Device, loader: LoaderElf, random: Random): Job {
  const chip = SimulatedChip.create(device);
  const firmware: Part[] = random.chance(0.3)
    ? [[device.bank.flash.base, random.bytes(1 + random.below(40))]]
    : [];
  const parts = device.bank.otp.locks
    ? clearBitsParts(device, chip, random, device.bank.otp.locks)
    : onceParts(device, chip, random);
  return { device, loader, start: chip.toState(), image: imageOf(...firmware, ...parts) };
}

function clearBitsParts(
  { bank }: Device,
  chip: SimulatedChip,
  random: Random,
  locks: NonNullable<Device['bank']['otp']['locks']>,
): Part[] {
  const { base } = bank.otp;
  const parts: Part[] = [];
  const used = random.share();
  for (let block = 0; block < locks.count; block += 1) {
    const at = base + block * locks.blockSize;
    const held = new Uint8Array(locks.blockSize).fill(0xff);
    if (random.chance(used)) held.set(random.bytes(random.below(locks.blockSize + 1)));
    chip.bench.poke(at, held);
    const isLocked = random.chance(0.2);
    if (isLocked) chip.bench.setLockByte(block, 0);
    if (random.chance(0.5)) continue;
    const first = random.below(locks.blockSize);
    const wanted = held.slice(first, first + 1 + random.below(locks.blockSize));
    // Over what is there only zeros can be had; of a locked block, just what it holds.
    parts.push([at + first, isLocked ? wanted : wanted.map((byte) => byte & random.below(256))]);
    if (!isLocked && random.chance(0.3)) parts.push([base + locks.offset + block, Uint8Array.of(0)]);
  }
  return parts;
}

function onceParts({ bank }: Device, chip: SimulatedChip, random: Random): Part[] {
  const { base, size, writeUnit } = bank.otp;
  const parts: Part[] = [];
  const used = random.share();
  const wantedShare = random.share() * 0.4;
  for (let address = base; address < base + size; address += writeUnit) {
    const isUsed = random.chance(used);
    const bytes = random.bytes(writeUnit);
    if (isUsed) chip.bench.poke(address, bytes);
    if (random.chance(wantedShare)) parts.push([address, bytes]);
    // Each of them makes the driver look at every unit by itself, which takes long here.
    else if (random.chance(0.0005)) chip.bench.setUnitState(address, random.of(['weak', 'damaged']));
    else if (!isUsed && random.chance(0.01)) chip.bench.spendUnit(address);
  }
  return parts;
}
