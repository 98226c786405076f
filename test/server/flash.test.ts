import { describe, expect, it } from 'vitest';
import { SimulatedChip } from '../../src/chip/index.js';
import { endOf } from '../../src/range/index.js';
import { regionsOf } from '../../src/server/documents.js';
import { FlashJob } from '../../src/server/flash-job.js';
import { deviceOf } from '../chip/support/chips.js';
import { allBanks, f401, l476 } from '../support/banks.js';
import { serveChip } from '../support/served-chip.js';
import { RawClient } from './raw-client.js';
import { useServer } from './support.js';

const served = useServer();

const write = (address: number, bytes: readonly number[]) =>
  Buffer.concat([Buffer.from(`vFlashWrite:${address.toString(16)}:`), Buffer.from(bytes)]);

describe('vFlash', () => {
  it('erases whole sectors and programs what is written, at vFlashDone', async () => {
    served.chip.bench.poke(0x08004000, Uint8Array.of(1, 2, 3));
    served.chip.bench.poke(0x08008000, Uint8Array.of(4, 5, 6));
    expect(await served.client.call('vFlashErase:8004000,4000')).toBe('OK');
    expect(await served.client.call(write(0x08004002, [0x23, 0x24, 0x7d, 0x2a]))).toBe('OK');
    expect([...served.chip.bench.peek(0x08004000, 3)]).toEqual([1, 2, 3]);
    expect(await served.client.call('vFlashDone')).toBe('OK');
    expect([...served.chip.bench.peek(0x08004000, 7)]).toEqual([0xff, 0xff, 0x23, 0x24, 0x7d, 0x2a, 0xff]);
    expect([...served.chip.bench.peek(0x08008000, 3)]).toEqual([4, 5, 6]);
  });

  it('takes writes that cross from one erased sector into the next', async () => {
    expect(await served.client.call('vFlashErase:8004000,4000')).toBe('OK');
    expect(await served.client.call('vFlashErase:8000000,4000')).toBe('OK');
    expect(await served.client.call(write(0x08003ffe, [1, 2, 3, 4]))).toBe('OK');
    expect(await served.client.call('vFlashDone')).toBe('OK');
    expect([...served.chip.bench.peek(0x08003ffe, 4)]).toEqual([1, 2, 3, 4]);
  });

  it('explains that OTP is not for it', async () => {
    expect(await served.client.call('vFlashErase:1fff7800,200')).toMatch(
      /^E\.0x1FFF7800 is one-time-programmable/,
    );
    expect(await served.client.call(write(0x1fff7800, [0]))).toMatch(/^E\./);
    expect(await served.client.call('vFlashDone')).toBe('OK');
    expect(served.chip.counters.otpOperations).toBe(0);
  });

  it.each(['8000000,1000', '8000010,4000', '8000000,0', '80000,4000', '8000000,4001', '8060000,40000'])(
    'refuses to erase %s, which is not whole sectors',
    async (range) => {
      expect(await served.client.call(`vFlashErase:${range}`)).toMatch(/^E\..*not whole sectors/);
    },
  );

  it('refuses bytes for sectors that were not erased', async () => {
    expect(await served.client.call('vFlashErase:8000000,4000')).toBe('OK');
    expect(await served.client.call(write(0x08003fff, [1, 2]))).toMatch(/^E\..*not in what was erased/);
  });

  it('refuses more bytes than were erased', async () => {
    const half = Array.from({ length: 0x2000 }, () => 0x55);
    expect(await served.client.call('vFlashErase:8000000,4000')).toBe('OK');
    expect(await served.client.call(write(0x08000000, half))).toBe('OK');
    expect(await served.client.call(write(0x08000000, half))).toBe('OK');
    expect(await served.client.call(write(0x08000000, []))).toBe('OK');
    expect(await served.client.call(write(0x08000000, [1]))).toMatch(/^E\..*more than was erased/);
  });

  it('says that read protection forbids it', async () => {
    served.chip.bench.setReadProtection(1);
    expect(await served.client.call('vFlashErase:8000000,4000')).toBe('OK');
    expect(await served.client.call('vFlashDone')).toMatch(/^E\..*read protection level 1/);
  });

  it('forgets what a client has not finished', async () => {
    served.chip.bench.poke(0x08000000, Uint8Array.of(1, 2, 3));
    await served.client.call('vFlashErase:8000000,4000');
    await served.reconnect();
    expect(await served.client.call('vFlashDone')).toBe('OK');
    expect([...served.chip.bench.peek(0x08000000, 3)]).toEqual([1, 2, 3]);
  });
});

describe('the memory map', () => {
  it.each(allBanks.map(({ bank }) => bank))('of a chip of $name has no regions that overlap', ({ lines }) => {
    const device = deviceOf(Object.keys(lines[0]!.devices)[0]!);
    const regions = regionsOf(SimulatedChip.create(device)).toSorted((a, b) => a.address - b.address);
    const overlapping = regions.filter((region, index) => {
      const next = regions[index + 1];
      return next !== undefined && endOf(region) > next.address;
    });
    expect(overlapping).toEqual([]);
  });

  it('of an STM32H743ZG has two parts of flash, the reserved sector in the second one, and a server erases it', async () => {
    const device = deviceOf('STM32H743ZG');
    const chip = SimulatedChip.create(device);
    const flash = regionsOf(chip).filter(({ kind }) => kind === 'flash');
    const part = { kind: 'flash', length: 0x80000, blockSize: 0x20000 };
    expect(flash).toEqual([
      { ...part, address: 0x08000000 },
      { ...part, address: 0x08100000 },
    ]);
    chip.bench.poke(0x08160000, Uint8Array.of(1, 2, 3));
    const job = new FlashJob();
    expect(job.erase(chip, 0x08160000, 0x20000)).toBeUndefined();
    chip.programFlash(job.segments());
    expect([...chip.bench.peek(0x08160000, 3)]).toEqual([0xff, 0xff, 0xff]);
    expect(job.erase(chip, 0x08060000, 0x40000)).toMatch(/not whole sectors/);
  });

  it.each([
    {
      device: f401,
      flash: [
        [0x08000000, 0x10000, 0x4000],
        [0x08010000, 0x10000, 0x10000],
        [0x08020000, 0x60000, 0x20000],
      ],
    },
    { device: l476, flash: [[0x08000000, 0x100000, 0x800]] },
  ])('of $device.name has its sectors as blocks, and OTP as rom', async ({ device, flash }) => {
    const other = await serveChip(device);
    const reader = await RawClient.open(other.server.port);
    const map = await reader.call('qXfer:memory-map:read::0,3fff');
    for (const [start = 0, length = 0, block = 0] of flash) {
      expect(map).toContain(
        `<memory type="flash" start="0x${start.toString(16)}" length="0x${length.toString(16)}"><property name="blocksize">0x${block.toString(16)}</property></memory>`,
      );
    }
    expect(map.match(/type="flash"/g)).toHaveLength(flash.length);
    expect(map).toContain('<memory type="rom" start="0x1fff0000" length="0x10000"/>');
    await reader.close();
    await other.server.close();
  });
});
