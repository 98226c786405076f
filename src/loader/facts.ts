import type { Bank } from '../bank/index.js';
import { sha256Of } from './loader-elf.js';

/** Of every family that a description of format 1 can name (IWDG_BASE of the CMSIS headers of F2, F4, L4, G0, G4, F7). */
const defaultIwdg = 0x40003000;

/** What of a bank its loader is made from; templates render it. */
export function loaderFacts({ name, title, controller, otp, loader, flashInterface }: Bank) {
  const { locks } = otp;
  return {
    name,
    title,
    controllerName: controller.name,
    flash: controller.base,
    base: otp.base,
    size: otp.size,
    writeUnit: otp.writeUnit,
    erasedValue: otp.erasedValue,
    rewriteOnce: otp.rewrite === 'once',
    pageSize: loader.pageSize,
    sectorSize: loader.sectorSize,
    timeoutMs: loader.timeoutMs,
    iwdg: flashInterface?.iwdg ?? defaultIwdg,
    locks: locks && {
      base: otp.base + locks.offset,
      count: locks.count,
      blockSize: locks.blockSize,
      blockShift: Math.floor(Math.log2(locks.blockSize)),
      unlocked: locks.unlocked,
      locked: locks.locked,
    },
  };
}

/** SHA-256 of these facts: a bank edited since its loader was built has another. */
export function factsSha256(bank: Bank): string {
  return sha256Of(JSON.stringify(loaderFacts(bank)));
}
