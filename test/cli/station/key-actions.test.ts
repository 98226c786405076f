import { describe, expect, it } from 'vitest';
import { keyActions } from '../../../src/cli/station/key-actions.js';
import { plain } from '../../../src/text/tone.js';
import { FakeStation, slotOf, stateOf } from './fake-station.js';

const slots = [
  slotOf('1', { status: 'ready', insertion: 4 }),
  slotOf('2', { status: 'confirm', insertion: 7, since: '2026-11-29T18:31:00.000Z' }),
  slotOf('3', { status: 'ready', insertion: 2 }),
  slotOf('4', { status: 'confirm', insertion: 5, since: '2026-11-29T18:30:30.000Z' }),
  slotOf('5', { status: 'pass', insertion: 9 }),
];

function atStation(state = stateOf({ slots })) {
  const station = new FakeStation(state);
  const said: string[] = [];
  const shown = { typed: () => undefined, say: (line: string) => said.push(plain(line)) };
  return { station, said, keys: keyActions(station, shown) };
}

describe('what the keys of a station do', () => {
  it('starts every board that waits, by its insertion, and no other', () => {
    const { station, keys } = atStation();
    keys.start();
    expect(station.asked).toEqual(['key 1 4', 'key 3 2']);
  });

  it('answers the slot that asks for the longest time, alone', () => {
    const { station, keys } = atStation();
    keys.answer(true);
    keys.answer(false);
    expect(station.asked).toEqual(['confirm 4 5 true', 'confirm 4 5 false']);
  });

  it('answers nothing where nobody asks', () => {
    const { station, keys } = atStation(stateOf());
    keys.answer(true);
    expect(station.asked).toEqual([]);
  });

  it('hands scans on, and says what is wrong with one', () => {
    const { station, said, keys } = atStation();
    keys.scan('LOT-1');
    keys.scan('unknown\u202e');
    keys.stop();
    expect(station.asked).toEqual(['scan LOT-1', 'scan unknown\u202e', 'stop']);
    expect(said).toEqual(['[SCAN_INVALID] unknown\\u{202E} is not a scan of this line Scan again.']);
  });
});
