import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type ProgramOptions, programUnit } from '../../src/burn/index.js';
import type { SparseImage } from '../../src/image/index.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import type { Desk } from '../jlink-standin/bench.js';
import { imageOf } from '../support/images.js';

export function ramp(length: number, first = 1): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (first + index * 5) & 0x7f);
}

/** Firmware, data and, where the bank has lock bytes, one lock. */
export function unitImage({ device }: Desk): SparseImage {
  const { base, locks } = device.bank.otp;
  return imageOf(
    [device.bank.flash.base, ramp(1200)],
    [base, ramp(64)],
    ...(locks ? [[base + locks.offset, [locks.locked]] as const] : []),
  );
}

/** Programs a unit over jlink:, in this process. */
export async function programOver(
  desk: Desk,
  image: SparseImage,
  { uri = '', ...options }: Partial<ProgramOptions> & { uri?: string } = {},
) {
  const probe = await desk.open(uri);
  try {
    const loader = await loadBuiltLoader(desk.device.bank);
    const request = { probe, device: desk.device, loader, image };
    return await programUnit(request, { confirm: async () => true, ...options });
  } finally {
    await probe.close();
  }
}

export function otpOf({ chip, device }: Desk): Uint8Array {
  return chip.bench.peek(device.bank.otp.base, device.bank.otp.size);
}

export function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0xff);
}

/** The next run, over a library that behaves, finishes the unit and leaves no lock behind. */
export async function finishes(desk: Desk): Promise<void> {
  desk.arrange({});
  const image = unitImage(desk);
  expect(['done', 'nothing-to-do']).toContain((await programOver(desk, image)).result);
  for (const { address, bytes } of image.segments) {
    expect(desk.chip.bench.peek(address, bytes.length)).toEqual(bytes);
  }
  expect(existsSync(join(tmpdir(), `otpforge-jlink-${desk.serial}.lock`))).toBe(false);
}
