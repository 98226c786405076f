import { count } from '../../text/plural.js';
import type { GdbClient } from './client.js';
import { memoryFault } from './faults.js';

/** OpenOCD's words for a read in units of 4, 2 and 1 bytes. */
const words = [
  { bytes: 4, word: 'mdw' },
  { bytes: 2, word: 'mdh' },
  { bytes: 1, word: 'mdb' },
] as const;

const row = /^0x[0-9a-f]{8}: ([0-9a-f ]*)$/gm;

/**
 * Reads memory by OpenOCD's monitor commands, which tell a bus error where its memory packets answer zeros unless
 * `gdb_report_data_abort enable` came before its `init`. Errors: TARGET_FAULT.
 */
export async function readTold(client: GdbClient, address: number, length: number): Promise<Uint8Array> {
  const { bytes, word } = words.find(({ bytes: size }) => (address | length) % size === 0) ?? words[2];
  const { ok, text } = await client.monitor(`${word} 0x${address.toString(16)} ${length / bytes}`);
  const rows = [...text.matchAll(row)];
  const values = rows.flatMap(([, digits = '']) => digits.trim().split(/ +/));
  if (ok && values.length === length / bytes && values.every((value) => value.length === 2 * bytes)) {
    return Uint8Array.from(values.flatMap((value) => [...Buffer.from(value, 'hex').reverse()]));
  }
  // Not the rows: they may hold a secret.
  const said = text
    .replaceAll(row, '')
    .trim()
    .replaceAll(/\s*\n\s*/g, '; ');
  throw memoryFault(address, false, said || `${count(values.length, 'value')} answered`);
}
