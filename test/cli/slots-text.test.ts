import { describe, expect, it } from 'vitest';
import { chosenSlotLines, slotsTable } from '../../src/cli/slots-text.js';
import type { DecodedSlot } from '../../src/layout/index.js';

const slot = (number: number, more: Partial<DecodedSlot> = {}): DecodedSlot => ({
  record: 'entries',
  slot: number,
  address: 0x1fff7000 + 8 * (number - 1),
  length: 8,
  state: 'blank',
  newest: false,
  ...more,
});
const free = (first: number, last: number, state: DecodedSlot['state'] = 'blank') =>
  Array.from({ length: last - first + 1 }, (_, index) => slot(first + index, { state }));

describe('the table of slots', () => {
  it('joins many slots that nothing is in, and shows few one by one', () => {
    const slots = [
      slot(1, { state: 'valid', key: 'ble', newest: true }),
      slot(2),
      slot(3, { state: 'valid', key: 'xtal', newest: true }),
      ...free(4, 100),
      ...free(101, 128, 'locked'),
    ];
    expect(slotsTable(slots).split('\n')).toEqual([
      'record         slot  address     key   state',
      'entries           1  0x1FFF7000  ble   valid, newest',
      'entries           2  0x1FFF7008        blank',
      'entries           3  0x1FFF7010  xtal  valid, newest',
      'entries    4 to 100  0x1FFF7018        blank',
      'entries  101 to 128  0x1FFF7320        locked',
    ]);
  });

  it('has the sequence where one is known, or nothing is valid yet', () => {
    expect(slotsTable([slot(1, { state: 'valid', sequence: 3, newest: true })])).toMatch(/sequence/);
    expect(slotsTable([slot(1)])).toMatch(/sequence/);
  });
});

describe('the slots that values go to', () => {
  it('are shown by entry, and say what is revoked', () => {
    const slots = [slot(1, { state: 'valid', key: 'ble', newest: true }), ...free(2, 8)];
    expect(
      chosenSlotLines([
        { record: 'entries', slot: 2, key: 'ble', found: 'blank', slots },
        { record: 'entries', slot: 1, key: 'xtal', found: 'valid', slots },
        { record: 'blocks', slot: 1, revokes: true, found: 'used', slots: [slot(1, { state: 'valid' })] },
        { record: 'blocks', slot: 1, revokes: true, found: 'valid', slots },
        { record: 'highwater', slot: 1, found: 'unknown', slots: [] },
      ]),
    ).toEqual([
      'entries[ble]: slot 2 (slot 1 valid (ble), slots 2 to 8 blank)',
      'entries[xtal]: slot 1 (it holds these values)',
      'blocks: revokes slot 1 (slot 1 valid)',
      'blocks: revokes slot 1 (it is revoked already)',
      'highwater: slot 1 (the chip was not looked at)',
    ]);
  });
});
