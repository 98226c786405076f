import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Device } from '../../../src/bank/index.js';
import { readElfImage, type SparseImage } from '../../../src/image/index.js';

const source = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Where the firmware counts its interrupts. */
export const ticksAddress = 0x20007000;

/** The write unit that the firmware programs when it is built to. */
export const bootUnit = ({ bank }: Device) => bank.otp.base + 32 - bank.otp.writeUnit;

/** Builds hostile.c for a device. */
export function buildHostile(device: Device, { burnsAtBoot }: { burnsAtBoot: boolean }): SparseImage {
  const { controller, otp } = device.bank;
  const isF4 = controller.name === 'stm32f4';
  const registers = isF4 ? { KEYR: 4, SR: 0xc, CR: 0x10 } : { KEYR: 8, SR: 0x10, CR: 0x14 };
  const defines = {
    FLASH_BASE: controller.base,
    BSY: 1 << 16,
    ...Object.fromEntries(Object.entries(registers).map(([name, offset]) => [`${name}_OFFSET`, offset])),
    ...(burnsAtBoot && { BURN_AT_BOOT: bootUnit(device) }),
    ...(otp.writeUnit === 8 && { DOUBLE_WORDS: 1 }),
  };
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-hostile-'));
  try {
    const elf = join(folder, 'hostile.elf');
    execFileSync('arm-none-eabi-gcc', [
      ...['-mcpu=cortex-m0', '-mthumb', '-Os', '-std=c11', '-Wall', '-Wextra', '-Werror', '-ffreestanding'],
      ...['-nostdlib', '-Wl,--build-id=none', '-T', source('hostile.ld')],
      ...Object.entries(defines).map(([name, value]) => `-D${name}=0x${value.toString(16)}u`),
      ...['-o', elf, source('hostile.c')],
    ]);
    return readElfImage(readFileSync(elf), 'hostile.elf');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
