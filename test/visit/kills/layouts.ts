/** The banks whose units are killed, with a secret key in each. */
export const layouts = {
  F4: `format: otpforge.layout/2
bank: stm32f4-otp
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  mac: { offset: 0x10, type: mac }
  ticket: { offset: 0x16, type: bytes, length: 2 }
  check: { offset: 0x1C, type: crc, algorithm: crc32, over: [serial, mac, ticket] }
  key: { offset: 0x20, type: bytes, length: 16, secret: true, unique: true }
lock: [0, 1]
`,
  L4: `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  mac: { offset: 0x10, type: mac }
  ticket: { offset: 0x16, type: bytes, length: 2 }
  check: { offset: 0x18, type: crc, algorithm: crc32, over: [serial, mac, ticket] }
  key: { offset: 0x20, type: bytes, length: 16, secret: true, unique: true }
`,
  'L4 with records': `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
records:
  identity:
    offset: 0
    slots: 4
    stride: 48
    sequence: count
    fields:
      count: { offset: 0x00, type: u16 }
      serial: { offset: 0x02, type: ascii, length: 14, pad: 0x00, unique: true }
      mac: { offset: 0x10, type: mac }
      ticket: { offset: 0x16, type: bytes, length: 2 }
      key: { offset: 0x18, type: bytes, length: 16, secret: true, unique: true }
      check: { offset: 0x28, type: crc, algorithm: crc32, over: [count, serial, mac, ticket, key] }
`,
} as const;

export type Kind = keyof typeof layouts;

/** Where a key is: from the first slot on, of those that may have been burnt. */
export const keyOffsets = {
  F4: [0x20],
  L4: [0x20],
  'L4 with records': [0, 1, 2, 3].map((slot) => slot * 48 + 0x18),
} as const satisfies Readonly<Record<Kind, readonly number[]>>;

/** Where the answer of the hook is. */
export const ticketOffsets = {
  F4: [0x16],
  L4: [0x16],
  'L4 with records': [0, 1, 2, 3].map((slot) => slot * 48 + 0x16),
} as const satisfies Readonly<Record<Kind, readonly number[]>>;

/** What is programmed first, in the middle and last, whatever the values are. */
export const otpOffsets = {
  F4: [0, 0x10, 0x201],
  L4: [0, 0x10, 0x28],
  // The second half of the key, so that the slot keeps a part of it.
  'L4 with records': [0, 0x20, 0x28],
} as const satisfies Readonly<Record<Kind, readonly number[]>>;
