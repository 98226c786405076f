/** A layout whose header must find what `otpforge read` finds. Rows of other kinds of fields belong here. */
export interface HeaderRow {
  readonly title: string;
  readonly device: 'STM32F401RE' | 'STM32L476RG' | 'STM32G071RB';
  /** YAML without its first lines. */
  readonly layout: string;
  readonly unit: Unit;
  /** Units that are burnt after it, one upon the other. */
  readonly later?: readonly Unit[];
}

type Unit = Readonly<Record<string, string | number>>;

/** One field of each type, apart enough that each has write units of its own on any bank. */
const values = `
fields:
  vid: { offset: 0x00, type: u24, endian: big, max: 0x200000 }
  trim: { offset: 0x03, type: i8, min: -64, max: 63 }
  gain: { offset: 0x04, type: f32, min: 0.1, max: 10 }
  colour: { offset: 0x08, type: u8, names: { black: 1, white: 2 } }
  fw: { offset: 0x09, type: version, parts: [u8, u8, u16] }
  ble: { offset: 0x10, type: mac, endian: little, prefix: "02:00" }
  board: { offset: 0x18, type: ascii, length: 12, pad: 0x00, pattern: "^[a-z]{4,8}$" }
  uni: { offset: 0x28, type: utf8, length: 12, pad: 0x20, align: right, pattern: "gr.+€|\\\\p{Lu}*" }
  made: { offset: 0x38, type: date, encoding: bcd }
  sold: { offset: 0x3C, type: date, encoding: ymd }
  tested: { offset: 0x40, type: date, encoding: unix32, endian: big }
  big: { offset: 0x48, type: i64, min: -5 }
  mid: { offset: 0x50, type: i40, endian: big }
  id: { offset: 0x58, type: uuid }
  kind: { offset: 0x68, type: u16, const: 0x1234 }
  check: { offset: 0x6C, type: crc, algorithm: crc32, over: [vid, trim, gain] }
  narrow: { offset: 0x70, type: crc, algorithm: crc16-xmodem, endian: big, over: [board, uni] }
  words: { offset: 0x74, type: crc, algorithm: crc32-stm32, over: [board] }
  wide:
    offset: 0x78
    type: crc
    over: [board]
    algorithm:
      { width: 64, poly: "0x42F0E1EBA9EA3693", init: 0, refIn: false, refOut: false, xorOut: 0, check: "0x6C40DF5F0B497347" }
  turned: { offset: 0x80, type: crc, over: [board], algorithm: { width: 16, poly: 0x8005, init: 0x0001, refIn: true, refOut: false, xorOut: 0x0101, check: 0xADDA } }
  power: { offset: 0x88, type: f64, max: -0.5 }
  address: { offset: 0x90, type: eui64 }
  key: { offset: 0x98, type: bytes, length: 16, secret: true }
  note: { offset: 0xA8, type: ascii, length: 8, allowBlank: true, default: "ABCDEFGH" }
  span: { offset: 0xB4, type: bytes, length: 20 }
`;

const unitOfValues = {
  ...{ vid: 0x123456, trim: -5, gain: 0.1, colour: 'white', fw: '1.2.300', ble: '02:00:01:02:03:04' },
  ...{
    board: 'hello',
    uni: 'größe€',
    made: '2026-03-14',
    sold: '2024-02-29',
    tested: '2026-03-14T09:30:00Z',
  },
  ...{
    big: -5,
    mid: -1000,
    id: '123e4567-e89b-42d3-a456-426614174000',
    power: -0.5,
    address: '0102030405060708',
  },
  ...{ key: '00112233445566778899AABBCCDDEEFF', span: '000102030405060708090A0B0C0D0E0F10111213' },
};

/** Every check, elements of a repeat and of a group. */
const checks = `
fields:
  board: { offset: 0x00, type: ascii, length: 8, pad: 0x00 }
  rev: { offset: 0x08, type: u8, repeat: 3, names: { a: 1, b: 2, c: 0x40 } }
  inverse: { offset: 0x0B, type: complement, of: rev }
  first: { offset: 0x0E, type: complement, of: "rev[0]" }
  key: { offset: 0x10, type: bytes, length: 80, secret: true }
  short: { offset: 0x60, type: bytes, length: 20, secret: true }
  pairs:
    offset: 0x80
    type: group
    repeat: 2
    stride: 24
    fields:
      id: { offset: 0, type: u32 }
      name: { offset: 4, type: ascii, length: 8, pad: 0x20 }
      sum: { offset: 12, type: sum, algorithm: twos16, endian: big, over: [id, name] }
      copy: { offset: 14, type: complement, of: name }
  sum8: { offset: 0xB0, type: sum, algorithm: sum8, over: [board] }
  ones: { offset: 0xB2, type: sum, algorithm: ones16, over: [board, rev] }
  twos: { offset: 0xB4, type: sum, algorithm: twos32, over: [pairs] }
  xor: { offset: 0xB8, type: sum, algorithm: xor8, over: [key] }
  sha1: { offset: 0xC0, type: hash, algorithm: sha1, over: [board, "pairs[1]"] }
  sha256: { offset: 0xD8, type: hash, algorithm: sha256, bytes: 16, over: [key, board] }
  mac1: { offset: 0xE8, type: hash, algorithm: hmac-sha1, key: short, bytes: 8, over: [board] }
  mac256: { offset: 0xF0, type: hash, algorithm: hmac-sha256, key: key, over: ["pairs[0].id", key, board] }
`;
const unitOfChecks = {
  ...{ board: 'panda', 'rev[0]': 'a', 'rev[1]': 'c', 'rev[2]': 'b' },
  ...{ key: `${'5A'.repeat(79)}01`, short: '0B'.repeat(20) },
  ...{ 'pairs[0].id': 0x12345678, 'pairs[0].name': 'one', 'pairs[1].id': 7, 'pairs[1].name': 'second' },
};

/** Bits, texts with an end, the die's UID. */
const parts = `
fields:
  flags: { offset: 0x00, type: bits, bytes: 1, unused: 1, bits: { secure: 0, lang: { at: 1, width: 3, names: { de: 1, zh: 2 } } } }
  wide: { offset: 0x08, type: bits, bytes: 7, endian: big, bits: { top: { at: 50, width: 6 }, default: 3 } }
  board: { offset: 0x10, type: ascii, length: 12, end: 0x00, pad: 0xFF }
  name: { offset: 0x20, type: utf8, length: 20, end: 0x00, pad: 0x00 }
  line: { offset: 0x38, type: ascii, length: 18, end: 0x0A, pad: 0xFF }
  die: { offset: 0x50, type: uid }
  bound: { offset: 0x60, type: hash, algorithm: sha256, bytes: 8, over: ["@uid", board] }
`;
const unitOfParts = {
  'flags.secure': 1,
  'flags.lang': 'zh',
  'wide.top': 33,
  'wide.default': 1,
  board: 'panda',
  name: 'größe',
  line: 'ok',
};
const counters = `
  low: { offset: 0x80, type: unary, bytes: 4, from: lsb }
  high: { offset: 0x84, type: unary, bytes: 3, endian: big, from: lsb }
  left: { offset: 0x88, type: unary, bytes: 5, from: msb }
  none: { offset: 0x90, type: unary, bytes: 2, from: msb }
`;
const unitOfCounters = { ...unitOfParts, low: 11, high: 8, left: 40, none: 0 };

/** Records that append, that are found by a key, and that a flag revokes. */
const kinds = (active: string) => `
records:
  highwater: { offset: 0x00, slots: 6, stride: 8, kind: append, fields: { rb: { offset: 0, type: u64, max: 1000 } } }
  lowwater: { offset: 0x30, slots: 3, stride: 8, kind: append, newest: lowest, fields: { low: { offset: 0, type: bytes, length: 8 } } }
  entries:
    { offset: 0x48, slots: 5, stride: 8, kind: keyed, key: id, fields: { value: { offset: 0, type: bytes, length: 7 }, id: { offset: 7, type: u8, names: { ble: 1, xtal: 2 } } } }
  blocks:
    offset: 0x80
    slots: 3
    stride: 32
    kind: flagged
    valid: state
    fields:
      state: { offset: 0, type: u32, names: { active: ${active}, revoked: 0x00000000 } }
      crc: { offset: 8, type: crc, algorithm: crc32, range: { offset: 16, length: 16 } }
      body: { offset: 16, type: bytes, length: 16 }
`;
const bodyOf = (byte: string) => byte.repeat(16);
const entry = (byte: string) => byte.repeat(7);
const unitOfKinds = { rb: 7, low: '0102030405060708', 'entries[ble].value': entry('A1'), body: bodyOf('5C') };
const second = { ...unitOfKinds, rb: 8 };
const third = { ...second, 'entries[xtal].value': entry('B2'), low: '0807060504030201' };
const fourth = { ...third, 'entries[ble].value': entry('C3') };
const laterKinds = [
  second,
  third,
  fourth,
  { ...fourth, state: 'revoked' },
  { ...fourth, body: bodyOf('6D') },
];

const slots = `
records:
  identity:
    offset: 0x00
    slots: 4
    stride: 0x20
    sequence: issue
    fields:
      issue: { offset: 0x00, type: u16 }
      mac: { offset: 0x02, type: mac }
      serial: { offset: 0x08, type: ascii, length: 16, pad: 0x00 }
      revision: { offset: 0x18, type: u32, default: 1 }
      # right for zeros, too
      sum: { offset: 0x1C, type: crc, algorithm: crc16-xmodem, range: { offset: 0x00, length: 0x1C } }
fields:
  batch: { offset: 0x80, type: u64 }
`;
const unitOfSlots = { mac: '02:00:5E:10:00:2A', serial: 'SN-0042', batch: 7 };
const laterSlots = [
  { ...unitOfSlots, serial: 'SN-0043' },
  { ...unitOfSlots, serial: 'SN-0044' },
];

export const rows: readonly HeaderRow[] = [
  { title: 'values on F4', device: 'STM32F401RE', layout: `bank: stm32f4-otp${values}`, unit: unitOfValues },
  {
    title: 'values on L4',
    device: 'STM32L476RG',
    layout: `bank: stm32l4-otp\nfill: 0x00${values}`,
    unit: unitOfValues,
  },
  {
    title: 'checks on F4',
    device: 'STM32F401RE',
    layout: `bank: stm32f4-otp${checks}`,
    unit: unitOfChecks,
  },
  {
    title: 'checks on L4',
    device: 'STM32L476RG',
    layout: `bank: stm32l4-otp\nfill: 0x00${checks}`,
    unit: unitOfChecks,
  },
  {
    title: 'parts on F4',
    device: 'STM32F401RE',
    layout: `bank: stm32f4-otp${parts}${counters.slice(1)}`,
    unit: unitOfCounters,
  },
  {
    title: 'parts on L4',
    device: 'STM32L476RG',
    layout: `bank: stm32l4-otp\nfill: 0x00${parts}`,
    unit: unitOfParts,
  },
  {
    title: 'kinds of records on F4',
    device: 'STM32F401RE',
    layout: `bank: stm32f4-otp\nfill: 0x00${kinds('0xA5A5FFFF')}`,
    unit: unitOfKinds,
    later: laterKinds,
  },
  {
    title: 'kinds of records on L4',
    device: 'STM32L476RG',
    layout: `bank: stm32l4-otp\nfill: 0x00${kinds('0xFFFFFFFF')}`,
    unit: unitOfKinds,
    later: laterKinds,
  },
  {
    title: 'slots on F4',
    device: 'STM32F401RE',
    layout: `bank: stm32f4-otp\nfill: 0x00${slots}`,
    unit: unitOfSlots,
    later: laterSlots,
  },
  {
    title: 'slots on L4',
    device: 'STM32L476RG',
    layout: `bank: stm32l4-otp\nfill: 0x00${slots}`,
    unit: unitOfSlots,
    later: laterSlots,
  },
];
