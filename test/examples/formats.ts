import type { UnitValues } from '../../src/layout/index.js';

/** What is burnt into one chip, one step after the other. */
export interface FormatExample {
  /** examples/formats/<name>.yaml. */
  readonly name: string;
  readonly device: string;
  readonly steps: readonly FormatStep[];
  /** What the source shows of a real board with these values, from an offset on. */
  readonly published?: { readonly offset: number; readonly bytes: string };
}

export interface FormatStep {
  readonly values: UnitValues;
  readonly stages?: readonly string[];
  /** No slot counts any more. */
  readonly isRevoke?: true;
  /** What other fields then read as. */
  readonly reads?: { readonly [field: string]: string | number };
}

const hex = (length: number, byte: (index: number) => number) =>
  Buffer.from(Array.from({ length }, (_, index) => byte(index)))
    .toString('hex')
    .toUpperCase();

const trezorFactory: UnitValues = {
  batch: 'T2T1-230101',
  randomness: hex(32, (index) => 0xa0 + index),
  colour: 3,
  btc_only: 'no',
};
const flipperBoard: UnitValues = {
  stamp: '2022-04-15T05:20:00Z',
  board: 12,
  target: 7,
  body: 9,
  connect: 6,
  display: 'mgg',
};

/** The values that test/examples/formats.c has, too: those of a public board where one is known. */
export const formatExamples: readonly FormatExample[] = [
  {
    name: 'px4',
    device: 'STM32F427VI',
    published: {
      offset: 0,
      bytes:
        '5058340000ac26000010000000ffffffffffffffffffffffffffffffffffffff' +
        '3296c91156c6a2cd9d472bd768e74ad9c731d43b9180a994f9b927517e41425a' +
        '5207fe5842dd9bcd27f2077759ca977292334e8c366969f3797efaaa6940ad00' +
        'c0190f185410e5fd13dce5b37b8f8030ab84e1fa1c062088eb1ee4b224fb662b' +
        'a800a8110a956c55fe43698fa584e9a1d7f8b10495e3460c1de681c0c7b89875',
    },
    steps: [
      {
        values: {
          id_type: 'usb',
          vid: 0x26ac,
          pid: 0x10,
          signature:
            '3296C91156C6A2CD9D472BD768E74AD9C731D43B9180A994F9B927517E41425A' +
            '5207FE5842DD9BCD27F2077759CA977292334E8C366969F3797EFAAA6940AD00' +
            'C0190F185410E5FD13DCE5B37B8F8030AB84E1FA1C062088EB1EE4B224FB662B' +
            'A800A8110A956C55FE43698FA584E9A1D7F8B10495E3460C1DE681C0C7B89875',
        },
      },
    ],
  },
  {
    name: 'prusa',
    device: 'STM32F407VG',
    published: {
      offset: 0,
      bytes: '0426000f4311b563' + '31343535382d303230303030313935323239393939390000' + '0123456789ab',
    },
    steps: [
      {
        values: {
          bom: 15,
          stamp: '2023-01-04T05:40:19Z',
          datamatrix: '14558-0200001952299999',
          mac: '01:23:45:67:89:AB',
        },
      },
    ],
  },
  {
    name: 'trezor',
    device: 'STM32F427VI',
    steps: [
      {
        values: { ...trezorFactory, fw_version: 1 },
        stages: ['factory'],
      },
      {
        values: { vendor_lock: hex(32, (index) => 0x10 + index), boot_version: 11, fw_version: 2 },
        stages: ['vendor'],
      },
    ],
  },
  {
    name: 'flipper',
    device: 'STM32L475VG',
    steps: [
      { values: flipperBoard, stages: ['first'] },
      { values: { colour: 'white', region: 'eu_ru', name: 'Ankafel' }, stages: ['second'] },
    ],
  },
  {
    name: 'pybd',
    device: 'STM32F722IE',
    steps: [{ values: { rev: 0x0102, mac: '48:4A:30:01:02:03' } }],
  },
  {
    name: 'wolfboot',
    device: 'STM32F407VG',
    steps: [
      {
        values: {
          version: 0x02060000,
          keys: [
            { slot: 0, type: 'ecc256', key: hex(64, () => 0x5a) },
            { slot: 1, type: 'ecc256', mask: 6, key: hex(64, () => 0x5b) },
          ],
          uds: hex(32, (index) => 3 * index),
        },
      },
    ],
  },
  {
    name: 'panda',
    device: 'STM32F413RG',
    published: {
      offset: 0x1e0,
      bytes: '756e70726f766973696f6e6564000000' + '74657374696e673132330000a3a699ec',
    },
    steps: [
      {
        values: {
          device_serial: hex(16, (index) => 0xc0 + index),
          dongle_id: 'unprovisioned',
          password: 'testing123',
        },
        reads: { digest: 'A3A699EC' },
      },
    ],
  },
  {
    name: 'serial-24',
    device: 'STM32F401RE',
    steps: [{ values: { nic: 0x10002a, lot: 70000, trim: -7, kind: 'gateway', gain: 1.0625 } }],
  },
  {
    name: 'complement',
    device: 'STM32F401RE',
    steps: [{ values: { revision: 0x35, data: [1, 0x1234, 0xfffe] } }],
  },
  {
    name: 'st-entries',
    device: 'STM32L475VG',
    steps: [
      {
        values: {
          'entries[bluetooth].address': '02:02:80:E1:00:2A',
          'entries[bluetooth].trim': 0x1a,
          'entries[second].address': '02:02:80:E1:00:2B',
          'entries[second].trim': 0x20,
        },
      },
      {
        values: {
          'entries[bluetooth].address': '02:02:80:E1:00:2A',
          'entries[bluetooth].trim': 0x1c,
        },
        reads: { 'entries[second].trim': 0x20 },
      },
    ],
  },
  {
    name: 'block-walker',
    device: 'STM32F401RE',
    steps: [
      {
        values: { state: 'active', type: 'dc', pcb: '3.1', made: '2026-03-14T09:30:00Z', serial: 'DC-0041' },
      },
      { values: { state: 'revoked' }, isRevoke: true },
      {
        values: {
          state: 'active',
          type: 'temperature',
          pcb: '3.1',
          made: '2026-03-14T09:30:00Z',
          serial: 'T-0042',
        },
      },
    ],
  },
  {
    name: 'forum-slots',
    device: 'STM32L475VG',
    published: {
      offset: 0,
      bytes:
        '47333934302d36313833304130314653323331353030303100ff71d2ffffffff' +
        '66138b6f00ffffffffffffffffffffffffffffffffffffffffff3106ffffffff' +
        '41303100ffffffffffffffffffffffffffffffffffffffffffffd115ffffffff',
    },
    steps: [
      {
        values: { serial: 'G3940-61830A01FS23150001', made: '2024-04-08T06:15:11Z', revision: 'A01' },
        reads: { serial_crc: 0x71d2, made_crc: 0x3106, revision_crc: 0xd115 },
      },
    ],
  },
  {
    name: 'board-id',
    device: 'STM32F446RE',
    steps: [
      {
        values: {
          manufacturer: 'st',
          board: 1,
          version: '11.36',
          revision: 'c',
          serial: '123456789',
          part: 'dev_00',
        },
      },
    ],
  },
  {
    name: 'append-128',
    device: 'STM32L475VG',
    steps: [{ values: { version: '7' } }, { values: { version: '4294967298' } }],
  },
];
