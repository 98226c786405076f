import type { Bank } from '../../src/bank/index.js';
import { type Layout, parseLayout } from '../../src/layout/index.js';
import { layoutOf } from './banks.js';

/** The same fields without a sequence, in a record of which the last slot counts. */
export function appendLayout(bank: Bank, slots: number): Layout {
  return parseLayout(
    `format: otpforge.layout/2
fill: 0x00
records:
  identity:
    offset: ${Math.max(0x10, bank.otp.writeUnit)}
    slots: ${slots}
    stride: 0x20
    kind: append
    fields:
      serial: { offset: 0x00, type: u32 }
      key: { offset: 0x04, type: bytes, length: 15 }
      mark: { offset: 0x13, type: u8, const: 1 }
      check: { offset: 0x14, type: crc, algorithm: crc32, over: [serial, key, mark] }
`,
    'otp.yaml',
    bank,
  );
}

/** A record of a serial and a key, with a number of slots that lie whole write units apart. */
export function slotLayout(bank: Bank, slots: number): Layout {
  return layoutOf(
    bank,
    `fill: 0x00
records:
  identity:
    offset: ${Math.max(0x10, bank.otp.writeUnit)}
    slots: ${slots}
    stride: 0x20
    sequence: count
    fields:
      count: { offset: 0x00, type: u8 }
      serial: { offset: 0x01, type: u32 }
      key: { offset: 0x05, type: bytes, length: 15 }
      check: { offset: 0x14, type: crc, algorithm: crc32, over: [count, serial, key] }
`,
  );
}
