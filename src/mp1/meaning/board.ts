import { hex32 } from '../../text/hex.js';
import type { Fuses, Mp1Line } from '../fuses.js';
import type { Meaning } from './meaning.js';
import { bits, knownValues, lockText, whyUnknown, wordsFrom } from './read-words.js';

/** Words 57 and 58; of STM32MP13x a second address from the middle of word 58. U-Boot soc.c, setup_mac_address. */
export function macAddresses(fuses: Fuses, line: Mp1Line): readonly Meaning[] {
  const second = { name: 'mac-2', words: [58, 59], offset: 2 };
  return [{ name: 'mac', words: [57, 58], offset: 0 }, ...(line === 'MP13' ? [second] : [])].map(
    ({ name, words, offset }) => ({
      name,
      words,
      text: `${macText(fuses, words, offset)}${lockText(fuses, words)}`,
    }),
  );
}

function macText(fuses: Fuses, words: readonly number[], offset: number): string {
  const values = knownValues(fuses, words);
  if (!values) return whyUnknown(fuses, words);
  const bytes = values.flatMap((value) =>
    wordsFrom(0, 4).map((index) => bits(value, 8 * index + 7, 8 * index)),
  );
  const mac = bytes.slice(offset, offset + 6);
  if (mac.every((byte) => byte === 0)) return 'blank';
  const text = mac.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(':');
  return (mac[0] ?? 0) % 2 === 1 ? `${text} (a group address: no device has it)` : text;
}

/** Word 59, of STM32MP13x 60, by ST's convention. U-Boot board/st/common/cmd_stboard.c. */
export function boardId(fuses: Fuses, line: Mp1Line): Meaning {
  const words = [line === 'MP13' ? 60 : 59];
  const [otp] = knownValues(fuses, words) ?? [];
  const text = otp === undefined ? whyUnknown(fuses, words) : otp === 0 ? 'blank' : boardText(otp);
  return { name: 'board-id', words, text: `${text}${lockText(fuses, words)}` };
}

function boardText(otp: number): string {
  const board = bits(otp, 31, 16).toString(16).padStart(4, '0');
  const revision = bits(otp, 11, 8);
  // Others write what they like.
  if (!/^\d{4}$/.test(board) || revision === 0) return hex32(otp);
  const letter = String.fromCharCode(0x40 + revision);
  const bom = String(bits(otp, 3, 0)).padStart(2, '0');
  return `${hex32(otp)}: ST’s MB${board} Var${bits(otp, 15, 12)}.${bits(otp, 7, 4)} Rev.${letter}-${bom}`;
}
