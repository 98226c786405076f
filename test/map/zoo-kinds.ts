import { f4, f401, l4, l476 } from '../support/banks.js';
import type { ZooKind } from './zoo.js';

const f4Unit = { serial: 'SN-0042', mac: '02:00:00:00:00:2A', key: '00FF'.repeat(8) };

/** Locked, half-locked, suspect and blank blocks, and a secret. */
export const f4Zoo: ZooKind = {
  device: f401,
  layout: `format: otpforge.layout/1
bank: stm32f4-otp
fields:
  serial: { offset: 0x00, type: ascii, length: 12, pad: 0x20 }
  mac: { offset: 0x0C, type: mac }
  check: { offset: 0x14, type: crc, algorithm: crc32, over: [serial, mac] }
  key: { offset: 0x20, type: bytes, length: 16, secret: true }
  board: { offset: 0x60, type: u16 }
lock: [0]
`,
  // Bits of board would have to go from 0 to 1, but only in the unit that is planned.
  unit: { ...f4Unit, board: 0x0107 },
  interrupted: { ...f4Unit, board: 0x0007 },
  fault: 'power@20:1',
  before({ bench }) {
    const { base } = f4.otp;
    bench.poke(base + 0x40, Uint8Array.of(1, 2, 3, 4));
    bench.setLockByte(2, 0x00);
    bench.poke(base + 0x60, Uint8Array.of(0x07, 0x00));
    bench.setLockByte(4, 0x7f);
    bench.setLockByte(5, 0x00);
  },
};

/** Damaged, weak, suspect and blank double words, and a record with slots. */
export const l4Zoo: ZooKind = {
  device: l476,
  layout: `format: otpforge.layout/1
bank: stm32l4-otp
fill: 0x00
fields:
  serial: { offset: 0x00, type: ascii, length: 12, pad: 0x20 }
  board: { offset: 0x0C, type: u16 }
  mac: { offset: 0x10, type: mac }
records:
  trim:
    offset: 0x40
    slots: 2
    stride: 0x20
    sequence: issue
    fields:
      issue: { offset: 0, type: u16 }
      gain: { offset: 2, type: u32 }
      check: { offset: 8, type: crc, algorithm: crc16-modbus, over: [issue, gain] }
`,
  unit: { serial: 'SN-0042', board: 0x0107, mac: '02:00:00:00:00:2A', gain: 70000 },
  fault: 'power@3:1',
  before({ bench }) {
    const { base } = l4.otp;
    bench.poke(base + 0x80, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    bench.poke(base + 0x100, Uint8Array.of(8, 7, 6, 5, 4, 3, 2, 1));
    bench.setUnitState(base + 0x100, 'weak');
    bench.poke(base + 0x140, Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 1));
    bench.setUnitState(base + 0x140, 'damaged');
  },
};
