import {
  decodeLayout,
  decodeSlots,
  encodeLayout,
  type Layout,
  type ReadBytes,
  unitDataFromObject,
} from '../../src/layout/index.js';

export const recordFields = (rest = '') => `
      count: { offset: 0x00, type: u16 }
      serial: { offset: 0x02, type: u32 }
      check: { offset: 0x06, type: crc, algorithm: crc16-ccitt-false, over: [count, serial] }
${rest}`;

/** Three slots of one L4 double word each; line 2 is `records:`. */
export const threeSlots = `records:
  identity:
    offset: 0
    slots: 3
    stride: 8
    sequence: count
    fields:${recordFields()}`;

export const encodeSerial = (layout: Layout, serial: number, options = {}) =>
  encodeLayout(layout, unitDataFromObject({ serial }), options);

export const slotStates = (layout: Layout, read: ReadBytes) =>
  decodeSlots(layout, read).map(({ state }) => state);

export const serialOf = (layout: Layout, read: ReadBytes) =>
  decodeLayout(layout, read).find(({ name }) => name === 'serial');
