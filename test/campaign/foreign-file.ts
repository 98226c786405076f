import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { elfFile } from '../image/elf-file.js';
import type { Random } from '../safety/random.js';
import { newBoard } from './board.js';
import { chipCells } from './chip-file.js';
import { programUnit } from './command.js';
import { type ChipFacts, chips } from './facts.js';
import { readHex, writeHex } from './hex-file.js';
import type { Outcome } from './hostilities.js';
import { whyNotEarned } from './judge.js';
import { placeOrder } from './order.js';
import { randomWish, type Wish } from './wish.js';

interface Bad {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Where a raw binary begins. */
  readonly address?: number;
  /** What the file asks for, where it may be taken; a file that may not be taken has none. */
  readonly meant?: ReadonlyMap<number, number>;
}

type Spoil = (hex: string, wish: Wish, random: Random) => Bad;

const spoils: readonly Spoil[] = [
  // Bytes outside main flash and OTP: a typed address, a record that straddles, external flash.
  (hex, { chip }, random) => {
    const outside = random.of([
      chip.otpBase - 8,
      chip.otpBase + chip.otpSize,
      0x90000000,
      0x20000000,
      0x07fffff0,
    ]);
    const bytes = new Map(readHex(hex));
    for (let index = 0; index < 16; index += 1) bytes.set(outside + index, index);
    return { name: 'typo.hex', bytes: Buffer.from(writeHex(bytes)) };
  },
  // Containers and texts that an address would make raw bytes of.
  (hex, { chip }) => raw('unit.bin', Buffer.from(hex), chip),
  (hex, { chip }) => raw('unit.bin', gzipSync(hex), chip),
  (_, { chip, otp }) => raw('unit.bin', uf2([...otp.values()], chip.otpBase), chip),
  (_, { chip, otp }) => raw('unit.bin', dfuse([...otp.values()], chip.otpBase), chip),
  (_, { chip, otp }) => raw('unit.bin', elfFile([{ paddr: chip.otpBase, bytes: [...otp.values()] }]), chip),
  (_, { chip, otp }) => raw('unit.bin', Buffer.from(srecords([...otp.values()])), chip),
  // Two units in one file, at one address.
  (hex, { otp }, random) => {
    const other = new Map([...otp].map(([address, byte]) => [address, byte ^ 1]));
    const texts = random.chance(0.5) ? [hex, writeHex(other)] : [writeHex(other), hex];
    return { name: 'two.hex', bytes: Buffer.from(texts.join('').replace(':00000001FF\n', '')) };
  },
  // A copy that did not come to its end.
  (hex, _, random) => ({
    name: 'cut.hex',
    bytes: Buffer.from(hex.slice(0, 12 + random.below(hex.length - 26))),
  }),
  // What a loaded segment holds and no section covers is asked for, too.
  (_, { chip, otp, firmware }) => {
    const parts = [otp, firmware].flatMap((bytes) => runsOf(bytes));
    const meant = new Map([...otp, ...firmware]);
    return { name: 'unit.elf', bytes: withLostSection(elfFile(parts), chip), meant };
  },
  // Harmless ends of a text file.
  (hex, { otp, firmware }, random) => {
    const end = random.of(['\u001a', '\0\0\0', '\r\n\r\n']);
    return { name: 'end.hex', bytes: Buffer.from(hex + end), meant: new Map([...otp, ...firmware]) };
  },
];

/** A file that is not what it seems. It is refused, or every byte of it is burnt. */
export async function foreignFile(random: Random, folder: string): Promise<Outcome> {
  const facts = random.of(chips);
  const wish = randomWish(facts, random);
  const order = await placeOrder(wish, folder);
  const bad = random.of(spoils)(readFileSync(order.image, 'utf8'), wish, random);
  const image = join(folder, bad.name);
  const file = join(folder, 'board.chip');
  writeFileSync(image, bad.bytes);
  writeFileSync(file, JSON.stringify(newBoard(facts, random).state()));
  const before = chipCells(file, facts);
  const { shown, ...ended } = await programUnit({
    image,
    probe: `sim:${facts.device},file=${file}`,
    ...(bad.address !== undefined && { address: bad.address }),
  });
  if (!ended.isExit0) return ended;
  if (!bad.meant) return { ...ended, wrong: `${bad.name} was taken for an image` };
  const inOtp = ([address]: readonly [number, number]) => address >= facts.otpBase;
  const wrong = whyNotEarned({
    chip: facts,
    before,
    after: chipCells(file, facts),
    otp: new Map([...bad.meant].filter(inOtp)),
    firmware: new Map([...bad.meant].filter((each) => !inOtp(each))),
    ...(shown && { shown }),
  });
  return { ...ended, wrong };
}

function raw(name: string, bytes: Uint8Array, { otpBase, otpSize, locks }: ChipFacts): Bad {
  // Whole units that fit, so that nothing but its kind speaks against the file.
  const most = locks ? locks.offset : otpSize;
  const whole = Buffer.alloc(Math.min(most, Math.ceil(bytes.length / 8) * 8));
  whole.set(bytes.subarray(0, whole.length));
  return { name, bytes: bytes.length <= most ? whole : bytes, address: otpBase };
}

function runsOf(bytes: ReadonlyMap<number, number>): { paddr: number; bytes: number[] }[] {
  const runs: { paddr: number; bytes: number[] }[] = [];
  for (const [address, byte] of [...bytes].sort(([a], [b]) => a - b)) {
    const last = runs.at(-1);
    if (last && last.paddr + last.bytes.length === address) last.bytes.push(byte);
    else runs.push({ paddr: address, bytes: [byte] });
  }
  return runs;
}

/** A section header table that covers only the first bytes of the first segment, as after a post-link tool. */
function withLostSection(elf: Buffer, { otpBase }: ChipFacts): Buffer {
  const headers = Buffer.alloc(80);
  const offset = elf.readUInt32LE(52 + 4);
  for (const [word, value] of [0, 1, 2, otpBase, offset, 4, 0, 0, 4, 0].entries()) {
    headers.writeUInt32LE(value, 40 + 4 * word);
  }
  headers.writeUInt32LE(elf.readUInt32LE(52 + 12), 40 + 12);
  const out = Buffer.concat([elf, headers]);
  out.writeUInt32LE(elf.length, 32);
  out.writeUInt16LE(2, 48);
  return out;
}

function uf2(data: readonly number[], address: number): Buffer {
  const block = Buffer.alloc(512);
  for (const [word, value] of [0x0a324655, 0x9e5d5157, 0, address, 256, 0, 1, 0].entries()) {
    block.writeUInt32LE(value, 4 * word);
  }
  block.set(data.slice(0, 256), 32);
  block.writeUInt32LE(0x0ab16f30, 508);
  return block;
}

function dfuse(data: readonly number[], address: number): Buffer {
  const element = Buffer.alloc(8 + data.length);
  element.writeUInt32LE(address, 0);
  element.writeUInt32LE(data.length, 4);
  element.set(data, 8);
  const target = Buffer.alloc(274);
  target.write('Target', 0, 'latin1');
  target.writeUInt32LE(element.length, 266);
  target.writeUInt32LE(1, 270);
  const prefix = Buffer.alloc(11);
  prefix.write('DfuSe', 0, 'latin1');
  prefix[5] = 1;
  prefix.writeUInt32LE(11 + target.length + element.length, 6);
  prefix[10] = 1;
  const suffix = Buffer.from('ffff11df83041a01554644100000000000'.slice(0, 32), 'hex');
  return Buffer.concat([prefix, target, element, suffix]);
}

function srecords(data: readonly number[]): string {
  const lines: string[] = [];
  for (let at = 0; at < data.length; at += 16) {
    const body = [...data.slice(at, at + 16)];
    const record = [body.length + 3, at >> 8, at & 0xff, ...body];
    const sum = ~record.reduce((total, byte) => total + byte, 0) & 0xff;
    lines.push(
      `S1${Buffer.from([...record, sum])
        .toString('hex')
        .toUpperCase()}`,
    );
  }
  return `${lines.join('\n')}\nS9030000FC\n`;
}
