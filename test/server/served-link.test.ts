import { beforeEach, describe, expect, it } from 'vitest';
import { BusError, SimulatedChip } from '../../src/chip/index.js';
import { ServedChip } from '../../src/server/served-chip.js';
import { ServedLink } from '../../src/server/served-link.js';
import { f401 } from '../support/banks.js';

const FLASH_SR = 0x40023c0c;
const BSY = 1 << 16;

let chip: SimulatedChip;
let served: ServedChip;
let link: ServedLink;
let wallUs = 0;

beforeEach(() => {
  wallUs = 5_000_000;
  chip = SimulatedChip.create(f401);
  served = new ServedChip(chip, { save: async () => {}, failed: () => {} });
  link = new ServedLink(served, () => wallUs);
});

const startErase = (): void => {
  for (const key of [0x45670123, 0xcdef89ab]) link.write(0x40023c04, 4, key);
  link.write(0x40023c10, 4, 0x00010002);
};

describe('the pins of a served chip', () => {
  it('see an erase end by the clock on the wall while the core is halted', () => {
    startErase();
    expect(link.read(FLASH_SR, 4) & BSY).toBe(BSY);
    wallUs += 300_000;
    expect(link.read(FLASH_SR, 4) & BSY).toBe(BSY);
    wallUs += 150_000;
    expect(link.read(FLASH_SR, 4) & BSY).toBe(0);
  });

  it('count a gap together with the transfer before it', () => {
    const before = chip.timeUs;
    for (let transfer = 0; transfer < 100; transfer += 1) link.read(0x20000000, 4);
    wallUs += 600;
    link.read(0x20000000, 4);
    expect(chip.timeUs - before).toBe(1600);
  });

  it('leave a running core to the server', () => {
    chip.bench.poke(0x08000000, new Uint8Array(Uint32Array.of(0x20001000, 0x08000009, 0xe7fee7fe).buffer));
    chip.powerCycle();
    const { instructions } = chip.counters;
    wallUs += 10_000_000;
    link.read(0x20000000, 4);
    expect(chip.counters.instructions - instructions).toBeLessThan(1000);
  });

  it('are dead without supply, and a supply that goes in a transfer is an error of it', async () => {
    chip.bench.at({ afterUs: 50 }, () => chip.bench.cutPower());
    expect(() => {
      for (;;) link.read(0x20000000, 4);
    }).toThrow(BusError);
    expect(link.isOpen).toBe(false);
    await served.settle();
    expect(served.isPowered).toBe(false);
    await served.powerOn();
    expect(link.isOpen).toBe(true);
  });
});
