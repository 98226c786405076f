import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { SimulatedChip } from '../../src/chip/index.js';
import { openProbe, type Probe } from '../../src/probe/index.js';
import { SimProbe } from '../../src/probe/sim.js';
import { type Desk, StandIn } from '../jlink-standin/bench.js';
import { allBanks, f401 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { closingServer, serveChip } from '../support/served-chip.js';

const standIn = new StandIn();
let desk: Desk | undefined;
afterEach(() => expect(desk?.misuse() ?? '').toBe(''));
afterAll(() => standIn.close());

const sector = f401.bank.flash.base + 0x4000;
const size = 0x4000;
const old = Uint8Array.from({ length: 16 }, (_, index) => index + 1);
const ramp = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 7) & 0x7f);

/** What is left of bytes at the end of a sector, and of those in the next one, after a download into its start. */
async function rest(open: (chip: SimulatedChip) => Promise<Probe>, length: number) {
  const chip = SimulatedChip.create(f401);
  const end = sector + size - old.length;
  chip.bench.poke(end, old);
  chip.bench.poke(sector + size, old);
  const probe = await open(chip);
  await probe.resetHalt();
  await probe.programFlash(imageOf([sector, ramp(length)]));
  await probe.close();
  expect(chip.bench.peek(sector, length)).toEqual(ramp(length));
  expect(chip.bench.peek(sector + size, old.length)).toEqual(old);
  return chip.bench.peek(end, old.length);
}

const jlink = async (chip: SimulatedChip) => {
  desk = await standIn.desk(f401, {}, chip);
  return desk.open();
};

const gdb = async (chip: SimulatedChip) => {
  const { server } = await serveChip(f401, { chip });
  return closingServer(await openProbe(`gdb:127.0.0.1:${server.port}`, { banks: allBanks }), server);
};

const lost = new Uint8Array(old.length).fill(0xff);

describe('the rest of a sector that a probe downloads into', () => {
  it('stays when J-Link writes less than 1 KiB: the whole sector is read, erased and written', async () => {
    expect(await rest(jlink, 0x3ff)).toEqual(old);
    expect(desk?.calls()).toContain('sector 08004000 merged');
  });

  it('is lost when J-Link writes 1 KiB or more', async () => {
    expect(await rest(jlink, 0x400)).toEqual(lost);
    expect(desk?.calls()).toContain('sector 08004000 erased');
  });

  it.each([4, 0x400])('is lost in sim: and gdb: by %s bytes', async (length) => {
    expect(await rest(async (chip) => new SimProbe(chip), length)).toEqual(lost);
    expect(await rest(gdb, length)).toEqual(lost);
  });

  it('stays when J-Link finds the data there already', async () => {
    desk = await standIn.desk(f401);
    const probe = await desk.open();
    desk.chip.bench.poke(sector, ramp(0x400));
    desk.chip.bench.poke(sector + 0x800, old);
    await probe.resetHalt();
    await probe.programFlash(imageOf([sector, ramp(0x400)]));
    await probe.close();
    expect(desk.chip.bench.peek(sector + 0x800, old.length)).toEqual(old);
    expect(desk.calls().join('\n')).not.toMatch(/sector/);
  });
});
