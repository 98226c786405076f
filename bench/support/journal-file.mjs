import { createHash, randomUUID } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';

export const UNITS_OF_DAY = 1000;
const FIRST_DAY = Date.UTC(2023, 10, 14);

/**
 * A journal as so many units leave it: two lines each, every die and every serial another one, a file a day.
 * @param {string} journal
 * @param {number} units
 * @returns {string} the journal
 */
export function writeJournal(journal, units) {
  let fd = -1;
  let previous = '0'.repeat(64);
  /** @param {object} line */
  const add = (line) => {
    const text = JSON.stringify({ format: 'otpforge.journal/1', previous, ...line });
    previous = sha256(text);
    return `${text}\n`;
  };
  for (let unit = 0; unit < units; unit += 1) {
    const day = FIRST_DAY + Math.floor(unit / UNITS_OF_DAY) * 86_400_000;
    const time = new Date(day + (unit % UNITS_OF_DAY) * 20_000).toISOString();
    if (unit % UNITS_OF_DAY === 0) {
      if (fd >= 0) closeSync(fd);
      fd = openSync(journal.replace('{day}', time.slice(0, 10)), 'w');
    }
    const head = {
      version: '0.1.0',
      run: randomUUID(),
      probe: { description: 'simulated STM32F401RE', serial: `unit${unit}.chip`, vtrefMv: 3300 },
      medium: 'simulated',
      device: 'STM32F401RE',
      bank: 'stm32f4-otp',
      uid: dieOf(unit),
      plan: `p2-${sha256(`plan ${unit}`)}`,
      image: { sha256: sha256(`image ${unit}`) },
      loader: sha256('loader'),
    };
    const units = [{ address: 0x1fff7800, length: 16, kind: 'data', state: 'burn' }];
    const values = [{ field: 'serial', value: `SN-${unit}` }];
    const end = { result: 'done', codes: [], unitsBurnt: 16, locksSet: 0, written: 'otp' };
    const lines = [
      add({ state: 'begin', ...head, time, values, otp: sha256(`otp ${unit}`), units }),
      add({ state: 'end', ...head, time, ...end }),
    ];
    writeSync(fd, lines.join(''));
  }
  closeSync(fd);
  return journal;
}

/**
 * @param {number} unit
 * @returns {string} its unique ID
 */
export function dieOf(unit) {
  return unit.toString(16).toUpperCase().padStart(24, '0');
}

/**
 * @param {string} text
 * @returns {string}
 */
function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}
