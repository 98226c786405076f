import type { OtpContents } from '../burn/index.js';
import type { Partition } from '../mp1/index.js';
import { addressOfWord, type FuseArea, wordSize } from './area.js';
import { knownWord } from './units.js';

/** What a dump shows, as the contents of the area: a word that it does not show counts as damaged. */
export function contentsOf(area: FuseArea, dump: Partition): OtpContents {
  const { size, locks } = area.otp;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  const ecc = new Map<number, 'damaged'>();
  for (const word of dump.words.keys()) {
    const { value, locked } = knownWord(dump, word);
    if (value === undefined) ecc.set(addressOfWord(area, word), 'damaged');
    view.setUint32(word * wordSize, value ?? 0, true);
    if (locks) bytes[locks.offset + word] = locked ? locks.locked : locks.unlocked;
  }
  return { bytes, ecc, readProtection: undefined };
}
