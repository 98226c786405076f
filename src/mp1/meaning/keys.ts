import { count } from '../../text/plural.js';
import type { Fuses, Mp1Line } from '../fuses.js';
import type { Meaning } from './meaning.js';
import { lockText, whyUnknown, wordsFrom } from './read-words.js';

/** Words 24 to 31: the hash of the public key, or of a table of eight. U-Boot cmd_stm32key.c. */
export function keyHash(fuses: Fuses): Meaning {
  return presence(fuses, 'key-hash', wordsFrom(24, 8));
}

/** Words 92 to 95 of STM32MP13x. U-Boot cmd_stm32key.c. */
export function encryptionKey(fuses: Fuses, line: Mp1Line): Meaning | undefined {
  return line === 'MP13' ? presence(fuses, 'encryption-key', wordsFrom(92, 4)) : undefined;
}

/** Word 56. */
export function rmaPasswords(fuses: Fuses): Meaning {
  return presence(fuses, 'rma-passwords', [56]);
}

/** Whether something is there; never what. */
function presence(fuses: Fuses, name: string, words: readonly number[]): Meaning {
  return { name, words, text: `${presenceText(fuses, words)}${lockText(fuses, words)}` };
}

function presenceText(fuses: Fuses, words: readonly number[]): string {
  const known = words.filter((word) => fuses.words[word]?.knowledge === 'known');
  const set = known.filter((word) => fuses.words[word]?.value !== 0).length;
  if (set === words.length) return 'there';
  if (set > 0) return `in part: ${set} of ${count(words.length, 'word')} are not zero`;
  return known.length === words.length ? 'not there' : whyUnknown(fuses, words);
}
