/** What somebody wants in the OTP: bytes by offset, in the order in which they would be given to a tool. */
export const wishes = [
  {
    name: '5 bytes at offset 3',
    records: [{ offset: 3, bytes: Buffer.from('HELLO') }],
  },
  {
    name: '8 bytes at offset 8',
    records: [{ offset: 8, bytes: Buffer.from('SN-00042') }],
  },
  {
    name: '8 bytes, and their block locked',
    families: ['STM32F4'],
    records: [{ offset: 0, bytes: Buffer.from('SN-00042') }],
    lock: 0,
  },
  {
    name: 'two records of 8 bytes, 504 bytes apart',
    families: ['STM32L4'],
    records: [
      { offset: 0, bytes: Buffer.from('SN-00042') },
      { offset: 512, bytes: Buffer.from('MAC-ADDR') },
    ],
  },
  {
    name: '16 bytes, the second 8 impossible',
    records: [{ offset: 32, bytes: Buffer.from('ABCDEFGHIJKLMNOP') }],
    held: { offset: 40, bytes: Buffer.alloc(8, 0x20) },
  },
  {
    name: 'the same 8 bytes again',
    records: [{ offset: 16, bytes: Buffer.from('SN-00042') }],
    held: { offset: 16, bytes: Buffer.from('SN-00042') },
  },
];
