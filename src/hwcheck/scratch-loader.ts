import type { Bank } from '../bank/index.js';
import { findSection, findSymbol, readElf } from '../elf/index.js';
import { OtpforgeError } from '../errors/index.js';
import { type LoaderElf, readLoader } from '../loader/index.js';
import { hex32 } from '../text/hex.js';

/** Of FlashDevice, where BaseAddr is. */
const baseAddr = 132;

/**
 * The loader of a bank for a copy of the bank elsewhere: its ELF with other address words, and nothing else changed.
 * Errors: LOADER_INVALID when its address words are not those of the bank.
 */
export function loaderAt(elf: Uint8Array, file: string, bank: Bank, base: number): LoaderElf {
  const bytes = Uint8Array.from(elf);
  const view = new DataView(bytes.buffer);
  const move = base - bank.otp.base;
  for (const at of addressWords(bytes, file, bank)) {
    view.setUint32(at, view.getUint32(at, true) + move, true);
  }
  const { origin } = readLoader(elf, file);
  return { ...readLoader(bytes, `${file}@${hex32(base)}`), origin };
}

/** Where in the file the words are that name an address of the bank: base, end, lock bytes, and BaseAddr. */
export function addressWords(elf: Uint8Array, file: string, { otp }: Bank): readonly number[] {
  const parsed = readElf(elf, file);
  const code = findSection(parsed, 'PrgCode');
  const descriptor = findSymbol(parsed, 'FlashDevice');
  const section = descriptor && parsed.sections[descriptor.section];
  if (!code || !section) throw otherWords(file, 'it has no PrgCode or no FlashDevice');
  const wanted = [otp.base, otp.base + otp.size, ...(otp.locks ? [otp.base + otp.locks.offset] : [])];
  const view = new DataView(code.bytes.buffer, code.bytes.byteOffset, code.bytes.length);
  const found = new Map<number, number>();
  for (let at = 0; at + 4 <= code.bytes.length; at += 4) {
    const word = view.getUint32(at, true);
    if (!wanted.includes(word)) {
      if (word < otp.base || word > otp.base + otp.size) continue;
      throw otherWords(file, `the word at ${hex32(code.address + at)} is ${hex32(word)}, inside the bank`);
    }
    if (found.has(word)) throw otherWords(file, `${hex32(word)} is there twice`);
    found.set(word, code.offset + at);
  }
  const missing = wanted.find((word) => !found.has(word));
  if (missing !== undefined) throw otherWords(file, `${hex32(missing)} is not there`);
  return [...found.values(), section.offset + descriptor.value - section.address + baseAddr];
}

function otherWords(file: string, problem: string): OtpforgeError {
  return new OtpforgeError('LOADER_INVALID', {
    message: `${file}: its address words are not those of the bank: ${problem}`,
    remedy: 'hwcheck needs the loader that ships with otpforge. Install otpforge again.',
    details: { file },
  });
}
