import { describe, expect, it } from 'vitest';
import { decodeJobResult, makeJob } from '../../src/burn/job.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import { f4, l4 } from '../support/banks.js';

describe.each([f4, l4])('a job for $name', (bank) => {
  const { base, size } = bank.loader.ram;
  const unit = new Uint8Array(bank.otp.writeUnit);
  const job = async (room = size) => {
    const loader = await loadBuiltLoader(bank);
    const ram = { base, size: room };
    const segments = [{ address: bank.otp.base, bytes: unit }];
    return makeJob({ ...bank, loader: { ...bank.loader, ram } }, loader, segments);
  };

  it('runs with interrupts off, privileged, on the main stack, in Thumb state', async () => {
    const { registers } = await job();
    expect(registers).toMatchObject({ PRIMASK: 1, CONTROL: 0, xPSR: 0x01000000, MSP: base + size });
    expect(registers.LR).toBe(base | 1);
  });

  it('does not read as done before it ran', async () => {
    const { ram, jobAddress } = await job();
    expect(decodeJobResult(ram.bytes.subarray(jobAddress - base))).toEqual({
      status: 0xffffffff,
      failAddress: 0,
      flashSR: 0,
      unitsDone: 0,
    });
  });

  it('leaves the loader its stack behind the data, and says what RAM is missing', async () => {
    const { ram } = await job();
    const needed = ram.bytes.length + 256;
    expect((await job(needed)).ram.bytes).toHaveLength(ram.bytes.length);
    await expect(job(needed - 1)).rejects.toMatchObject({
      code: 'LOADER_TOO_LARGE',
      exitCode: 3,
      details: { needed, size: needed - 1 },
    });
  });

  it('is not made for a loader that cannot burn', async () => {
    const loader = { ...(await loadBuiltLoader(bank)), entries: new Map<string, number>() };
    const segments = [{ address: bank.otp.base, bytes: unit }];
    expect(() => makeJob(bank, loader, segments)).toThrow(
      expect.objectContaining({ code: 'LOADER_INVALID', exitCode: 3 }),
    );
  });
});
