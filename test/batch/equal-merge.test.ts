import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { merge } from '../../src/api/merge.js';
import { imageOf } from '../support/images.js';
import { fc, runs } from '../support/property.js';
import { onBatchLine } from './support.js';

const layouts = {
  L476: { device: 'STM32L476RG', bank: 'stm32l4-otp', fill: 'fill: 0x00\n' },
  F401: { device: 'STM32F401RE', bank: 'stm32f4-otp', fill: '' },
} as const;

/** Firmware as it may be: pieces in the flash, and odd ones in the OTP or right beside it. */
const pieces = fc.uniqueArray(
  fc.record({
    slot: fc.integer({ min: 0, max: 40 }),
    length: fc.integer({ min: 1, max: 300 }),
    where: fc.constantFrom(0x0800_0000, 0x0800_ff80, 0x1fff_6e00, 0x1fff_7400, 0x1fff_7e00, 0x2000_0000),
    byte: fc.integer({ min: 0, max: 255 }),
  }),
  { selector: ({ slot, where }) => where + slot * 0x200, minLength: 1, maxLength: 6 },
);

describe('a file of a batch', () => {
  it.each(Object.entries(layouts))('has the bytes that merge writes for the same values, %s', (_, kind) =>
    fc.assert(
      fc.asyncProperty(
        pieces,
        fc.boolean(),
        fc.constantFrom(0x18, 0x20, 0x40),
        async (parts, dataOnly, offset) => {
          const firmware = imageOf(
            ...parts.map(
              ({ slot, length, where, byte }) =>
                [where + slot * 0x200, Array.from({ length }, (_, at) => (byte + at) & 0xff)] as const,
            ),
          );
          await onBatchLine(
            async (line) => {
              await line.batch({ dataOnly, count: 2 });
              for (const { values } of await line.units()) {
                const given = Object.fromEntries(values.map(({ field, text }) => [field, text ?? '']));
                const { image } = await merge({
                  inputs: dataOnly ? [] : [{ path: join(line.folder, 'fw.hex') }],
                  layout: join(line.folder, 'otp.yaml'),
                  values: given,
                });
                const file = readFileSync(join(line.folder, 'out', `${given.serial}.hex`), 'latin1');
                expect(file).toBe(image.hex);
              }
            },
            {
              firmware,
              layout: `format: otpforge.layout/2
bank: ${kind.bank}
${kind.fill}fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  mac: { offset: 0x10, type: mac }
  check: { offset: ${offset}, type: crc, algorithm: crc32, over: [serial, mac] }
`,
              line: `format: otpforge.line/1
product: controller-c
layout: otp.yaml
device: ${kind.device}
firmware: fw.hex
timezone: UTC
ledger: sqlite:line.db
values:
  serial: { sequence: "SN-{n:06}" }
  mac: { pool: macs, from: "02:00:5E:10:00:00", to: "02:00:5E:1F:FF:FF" }
`,
            },
          );
        },
      ),
      { numRuns: runs(6) },
    ),
  );
});
