import { parseHex, readWordHex, wordHex } from '../gdb/index.js';
import { coreRegisters } from '../target/index.js';
import { readRegisters, writeRegisters } from './registers.js';
import { failure, type Reply } from './reply.js';
import type { ServedChip } from './served-chip.js';

const digits = 8;

export function readAll({ chip }: ServedChip): Reply {
  return readRegisters(chip)
    .map((value) => wordHex(value))
    .join('');
}

/** `G`: as many registers as the packet holds, in the order of their numbers. */
export function writeAll({ chip }: ServedChip, args: string): Reply {
  const values = (args.match(/.{1,8}/g) ?? []).map(readWordHex);
  if (values.length === 0 || values.length > coreRegisters.length || args.length % digits !== 0) {
    return failure.malformed;
  }
  const words = values.filter((value) => value !== undefined);
  if (words.length !== values.length) return failure.malformed;
  writeRegisters(chip, words);
  return 'OK';
}

export function readOne({ chip }: ServedChip, args: string): Reply {
  const name = coreRegisters[parseHex(args) ?? -1];
  return name === undefined ? failure.malformed : wordHex(chip.readRegister(name));
}

export function writeOne({ chip }: ServedChip, args: string): Reply {
  const [number, text = '', ...rest] = args.split('=');
  const name = coreRegisters[parseHex(number) ?? -1];
  const value = text.length === digits ? readWordHex(text) : undefined;
  if (name === undefined || value === undefined || rest.length > 0) return failure.malformed;
  chip.writeRegister(name, value);
  return 'OK';
}
