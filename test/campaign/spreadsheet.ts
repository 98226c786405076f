import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { merge } from '../../src/api/merge.js';
import { OtpforgeError } from '../../src/errors/index.js';
import type { Random } from '../safety/random.js';
import { newBoard } from './board.js';
import { chipCells } from './chip-file.js';
import { programUnit } from './command.js';
import { chips } from './facts.js';
import type { Outcome } from './hostilities.js';
import { randomWish } from './wish.js';

/** What spreadsheets and copied texts make of a serial number; each must be noticed. */
const debris: readonly ((serial: string) => string)[] = [
  (serial) => `"=""${serial}"""`,
  () => '#N/A',
  () => '#REF!',
  () => '########',
  () => '1.23E+12',
  () => '',
  (serial) => `${serial.slice(0, 3)}\u202e${serial.slice(3)}`,
  (serial) => `${serial}\u200b`,
  (serial) => `\ufeff${serial}`,
  (serial) => ` ${serial}`,
];

/** A table whose chosen row is no longer what somebody typed, or has a twin. */
export async function spreadsheet(random: Random, folder: string): Promise<Outcome> {
  mkdirSync(folder, { recursive: true });
  const facts = random.of(chips);
  const wish = randomWish(facts, random);
  const { serial, mac, rev } = wish.values;
  const isTwin = random.chance(0.3);
  const cell = isTwin ? serial : random.of(debris)(serial);
  const rows = [`${cell},${mac},${rev}`, ...(isTwin ? [`${serial},02:00:5E:7F:00:00,${rev}`] : [])];
  const [layout, csv, image, file] = ['otp.yaml', 'units.csv', 'unit.hex', 'board.chip'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  // Text of any kind, so that only the table's own rules are in the way.
  writeFileSync(layout, wish.layout.replace('type: ascii', 'type: utf8'));
  writeFileSync(csv, `serial,mac,rev\r\n${rows.join('\r\n')}\r\n`);
  try {
    await merge({ inputs: [], layout, csv: { file: csv, row: 1 }, output: image });
  } catch (error) {
    if (error instanceof OtpforgeError) return { isExit0: false, code: error.code };
    throw error;
  }
  writeFileSync(file, JSON.stringify(newBoard(facts, random).state()));
  const ended = await programUnit({ image, probe: `sim:${facts.device},file=${file}`, layout });
  if (!ended.isExit0) return ended;
  const held = chipCells(file, facts).otp;
  const text = Buffer.from(held.filter((byte) => byte !== 0xff)).toString('latin1', 0, 16);
  return { ...ended, wrong: `the row ${JSON.stringify(cell)} was burnt: ${JSON.stringify(text)}` };
}
