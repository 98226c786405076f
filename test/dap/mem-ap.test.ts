import { beforeEach, describe, expect, it } from 'vitest';
import { BusError } from '../../src/chip/index.js';
import { MemAp } from '../../src/dap/mem-ap.js';
import { fc } from '../support/property.js';
import { FakeBus } from './fake-bus.js';

const CSW = 0x00;
const TAR = 0x04;
const DRW = 0x0c;
const SINGLE = 0x10;
const PACKED = 0x20;

let bus: FakeBus;
let ap: MemAp;

beforeEach(() => {
  bus = new FakeBus();
  ap = new MemAp(bus, 0x24770011);
});

describe('identification', () => {
  it('is the AHB-AP of a Cortex-M4 with a ROM table', () => {
    expect(ap.read(0xfc)).toBe(0x24770011);
    expect(ap.read(0xf8)).toBe(0xe00ff003);
    expect(ap.read(0xf4)).toBe(0);
  });

  it('says in CSW that transfers are enabled, whatever is written', () => {
    ap.write(CSW, 0);
    expect(ap.read(CSW)).toBe(0x40);
    ap.write(CSW, 0xffffffff);
    expect(ap.read(CSW)).toBe(0x3f000077);
  });

  it.each([0x08, 0x20, 0x40, 0xf0])('reads a reserved register 0x%s as zero', (register) => {
    ap.write(register, 0x12345678);
    expect(ap.read(register)).toBe(0);
  });
});

describe('TAR', () => {
  it('stays without AddrInc', () => {
    ap.write(CSW, 2);
    ap.write(TAR, 0x20000000);
    ap.write(DRW, 0x11223344);
    ap.read(DRW);
    expect(ap.read(TAR)).toBe(0x20000000);
  });

  it.each([
    [0, 1],
    [1, 2],
    [2, 4],
  ])('moves on by a transfer of size code %i', (size, step) => {
    ap.write(CSW, SINGLE | size);
    ap.write(TAR, 0x20000000);
    ap.read(DRW);
    ap.write(DRW, 0);
    expect(ap.read(TAR)).toBe(0x20000000 + 2 * step);
  });

  it('wraps within 4 KiB', () => {
    ap.write(CSW, SINGLE | 2);
    ap.write(TAR, 0x200007fc);
    ap.write(DRW, 1);
    expect(ap.read(TAR)).toBe(0x20000800);
    ap.write(TAR, 0x20001ffc);
    ap.write(DRW, 1);
    expect(ap.read(TAR)).toBe(0x20001000);
  });

  it('stays where a transfer failed', () => {
    bus.hole = 0x20000004;
    ap.write(CSW, SINGLE | 2);
    ap.write(TAR, 0x20000000);
    ap.write(DRW, 1);
    expect(() => ap.write(DRW, 2)).toThrow(BusError);
    expect(() => ap.read(DRW)).toThrow(BusError);
    expect(ap.read(TAR)).toBe(0x20000004);
  });
});

describe('DRW', () => {
  it.each([
    [0, 0x20000003, 0xaa000000],
    [0, 0x20000001, 0x0000aa00],
    [1, 0x20000002, 0xbbaa0000],
    [2, 0x20000000, 0xddccbbaa],
  ])('uses the byte lanes of the address: size %i at 0x%s', (size, address, value) => {
    bus.fill(address, 0xaa, 0xbb, 0xcc, 0xdd);
    ap.write(CSW, size);
    ap.write(TAR, address);
    expect(ap.read(DRW)).toBe(value);
    ap.write(DRW, value);
    expect(bus.transfers.at(-1)).toEqual({
      kind: 'write',
      address,
      width: 1 << size,
      value: size === 0 ? 0xaa : size === 1 ? 0xbbaa : value,
    });
  });

  it('makes a word of packed bytes, in ascending order', () => {
    bus.fill(0x20000000, 1, 2, 3, 4);
    ap.write(CSW, PACKED | 0);
    ap.write(TAR, 0x20000000);
    expect(ap.read(DRW)).toBe(0x04030201);
    expect(bus.transfers.map(({ address, width }) => [address, width])).toEqual([
      [0x20000000, 1],
      [0x20000001, 1],
      [0x20000002, 1],
      [0x20000003, 1],
    ]);
  });

  it('writes packed halfwords one by one', () => {
    ap.write(CSW, PACKED | 1);
    ap.write(TAR, 0x20000000);
    ap.write(DRW, 0x22221111);
    expect(bus.transfers).toEqual([
      { kind: 'write', address: 0x20000000, width: 2, value: 0x1111 },
      { kind: 'write', address: 0x20000002, width: 2, value: 0x2222 },
    ]);
  });

  it('writes and reads back any block, whatever its width', () => {
    const block = fc.tuple(
      fc.nat(0x3f0),
      fc.uint8Array({ minLength: 1, maxLength: 8 }),
      fc.constantFrom(SINGLE, PACKED),
    );
    fc.assert(
      fc.property(block, ([offset, bytes, increment]) => {
        const address = 0x20000000 + (offset & ~3);
        ap.write(CSW, SINGLE | 0);
        ap.write(TAR, address);
        for (const [index, byte] of bytes.entries()) ap.write(DRW, byte * 2 ** (8 * (index & 3)));
        ap.write(CSW, increment | (increment === PACKED ? 0 : 2));
        ap.write(TAR, address);
        const word = ap.read(DRW);
        for (let index = 0; index < Math.min(4, bytes.length); index += 1) {
          expect((word >>> (8 * index)) & 0xff).toBe(bytes[index]);
        }
      }),
    );
  });
});

describe('BD0 to BD3', () => {
  it('reach the four words around TAR and leave it alone', () => {
    ap.write(CSW, SINGLE | 2);
    ap.write(TAR, 0x20000024);
    for (const [index, register] of [0x10, 0x14, 0x18, 0x1c].entries()) ap.write(register, index + 1);
    expect(bus.transfers.map(({ address, value }) => [address, value])).toEqual([
      [0x20000020, 1],
      [0x20000024, 2],
      [0x20000028, 3],
      [0x2000002c, 4],
    ]);
    expect(ap.read(0x18)).toBe(3);
    expect(ap.read(TAR)).toBe(0x20000024);
  });
});
