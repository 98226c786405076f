import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CrcName, crc, crcInputSize, crcNamed, crcNames, crcSize } from '../../src/layout/index.js';
import { fc, runs } from '../support/property.js';
import { layoutOf, useBanks } from './banks.js';

const banks = useBanks();

// The check value of each algorithm in the CRC catalogue; the one over words takes no nine bytes, so it is not there.
const checks = {
  crc32: 0xcbf43926,
  crc32c: 0xe3069283,
  'crc32-mpeg2': 0x0376e6e7,
  'crc16-ccitt-false': 0x29b1,
  'crc16-xmodem': 0x31c3,
  'crc16-kermit': 0x2189,
  'crc16-modbus': 0x4b37,
  'crc16-arc': 0xbb3d,
  'crc16-x25': 0x906e,
  'crc16-usb': 0xb4c8,
  crc8: 0xf4,
  'crc8-maxim': 0xa1,
} as const;

const crcOf = (name: CrcName, bytes: Iterable<number>) => Number(crc(crcNamed(name), bytes));

const names = Object.keys(checks) as readonly (keyof typeof checks)[];

describe('crc', () => {
  it.each(names)('%s gives the check value of the catalogue', (name) => {
    expect(crcOf(name, Buffer.from('123456789'))).toBe(checks[name]);
  });

  it.each(crcNames)('%s sees every change of one byte', (name) => {
    const size = crcInputSize(crcNamed(name));
    fc.assert(
      fc.property(
        fc
          .uint8Array({ minLength: size, maxLength: 40 })
          .map((bytes) => bytes.slice(0, bytes.length - (bytes.length % size))),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (bytes, at, mask) => {
          const changed = Uint8Array.from(bytes);
          const index = at % bytes.length;
          changed[index] = (bytes[index] ?? 0) ^ mask;
          expect(crcOf(name, changed)).not.toBe(crcOf(name, bytes));
          expect(crcOf(name, bytes)).toBeLessThan(2 ** (8 * crcSize(crcNamed(name))));
        },
      ),
    );
  });
});

/** The CRC unit as RM0090 §4 draws it: a word is taken at once, its top bit first. */
function f4Unit(memory: Uint8Array): number {
  const view = new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
  let register = 0xffffffffn;
  for (let at = 0; at < memory.length; at += 4) {
    register ^= BigInt(view.getUint32(at, true));
    for (let bit = 0; bit < 32; bit += 1) {
      const out = register >> 31n;
      register = (register << 1n) & 0xffffffffn;
      if (out) register ^= 0x04c11db7n;
    }
  }
  return Number(register);
}

describe('crc32-stm32', () => {
  const words = fc.array(fc.integer({ min: 0, max: 0xffffffff }), { maxLength: 20 }).map((list) => {
    const bytes = new Uint8Array(4 * list.length);
    list.forEach((word, index) => {
      new DataView(bytes.buffer).setUint32(4 * index, word, true);
    });
    return bytes;
  });

  it('is what the CRC unit of the F4 makes of words as the core reads them', () => {
    fc.assert(
      fc.property(words, (bytes) => {
        expect(crcOf('crc32-stm32', bytes)).toBe(f4Unit(bytes));
      }),
    );
  });

  it('is crc32-mpeg2 over words with their bytes turned round, and nothing else', () => {
    const turned = (bytes: Uint8Array) => Buffer.from(bytes).swap32();
    fc.assert(
      fc.property(words, (bytes) => {
        expect(crcOf('crc32-stm32', bytes)).toBe(crcOf('crc32-mpeg2', turned(bytes)));
      }),
    );
    expect(crcOf('crc32-stm32', Buffer.from('12345678'))).toBe(0xfefc54f9);
    expect(crcOf('crc32-mpeg2', Buffer.from('12345678'))).not.toBe(0xfefc54f9);
  });

  it('is what srec_cat makes for an STM32', () => {
    const folder = mkdtempSync(join(tmpdir(), 'otpforge-'));
    const [input, output] = [join(folder, 'in.bin'), join(folder, 'out.bin')];
    try {
      fc.assert(
        fc.property(
          words.filter(({ length }) => length > 0),
          (bytes) => {
            writeFileSync(input, bytes);
            const at = String(bytes.length);
            execFileSync('srec_cat', [input, '-binary', '-STM32_Little_Endian', at, '-o', output, '-binary']);
            expect(readFileSync(output).readUInt32LE(bytes.length)).toBe(crcOf('crc32-stm32', bytes));
          },
        ),
        { numRuns: runs(10) },
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('takes no part of a word', () => {
    expect(() => crcOf('crc32-stm32', Buffer.from('12345'))).toThrow(RangeError);
    const layout = (over: string) =>
      layoutOf(
        banks.f4,
        'fields:\n  a: { offset: 0, type: u32 }\n  b: { offset: 4, type: u16 }\n  c: { offset: 6, type: u16, const: 0 }\n' +
          `  f: { offset: 8, type: crc, algorithm: crc32-stm32, ${over} }\n`,
      );
    for (const over of ['over: [a, b]', 'range: { offset: 0, length: 6 }']) {
      expect(() => layout(over)).toThrow(
        expect.objectContaining({
          code: 'LAYOUT_INVALID',
          message: expect.stringMatching(
            /^otp\.yaml:6: fields\.f\.(over|range): crc32-stm32 takes words of 4 bytes, but 6 bytes are covered/,
          ),
        }),
      );
    }
    expect(layout('over: [a, b, c]').fields).toHaveLength(4);
  });
});
