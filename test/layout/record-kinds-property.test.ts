import { describe, expect, it } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import { fc } from '../support/property.js';
import { useBanks } from './banks.js';
import { appendBody, benchOf, flaggedBody, keyedBody, recordsOf } from './record-kinds.js';

const banks = useBanks();
const bankName = fc.constantFrom('f4', 'l4');
const isFull = (error: unknown) => error instanceof OtpforgeError && error.code === 'LAYOUT_SLOTS_FULL';
// Never all ones.
const byte = fc
  .integer({ min: 0, max: 0xfe })
  .map((each) => each.toString(16).toUpperCase().padStart(2, '0'));

describe('values that are written one after the other', () => {
  it('read back as the last ones of each key, until no slot is left', () => {
    const entries = fc.dictionary(fc.constantFrom('ble', 'xtal', 'wifi'), byte, { minKeys: 1, maxKeys: 3 });
    const order = fc.constantFrom('newest: highest', 'newest: lowest');
    const names = ', names: { ble: 1, xtal: 2, wifi: 250 }';
    fc.assert(
      fc.property(bankName, order, fc.array(entries, { maxLength: 8 }), (bank, newest, writes) => {
        const bench = benchOf(recordsOf(banks[bank], keyedBody(8, newest, names)));
        const last = new Map<string, string>();
        for (const write of writes) {
          const given = Object.entries(write).map(([key, value]) => [
            `entries[${key}].value`,
            value.repeat(7),
          ]);
          try {
            bench.burn(Object.fromEntries(given));
          } catch (error) {
            expect(isFull(error)).toBe(true);
            break;
          }
          for (const [key = '', value = ''] of given) last.set(key, value);
          expect(bench.values()).toEqual(Object.fromEntries(last));
          // The same once more is there.
          const again = bench.encode(Object.fromEntries(given));
          expect(again.slots.every(({ found }) => found === 'valid')).toBe(true);
        }
      }),
    );
  });

  it('read back as the last of all, in slots that were blank', () => {
    const order = fc.constantFrom('', 'newest: lowest, ');
    fc.assert(
      fc.property(bankName, order, fc.array(fc.nat(5), { maxLength: 12 }), (bank, newest, writes) => {
        const bench = benchOf(recordsOf(banks[bank], appendBody(8, newest)));
        for (const rb of writes) {
          const before = Uint8Array.from(bench.memory.bytes);
          try {
            const { slots, image } = bench.burn({ rb });
            const [segment] = image.segments;
            const start = (segment?.address ?? 0) - banks[bank].otp.base;
            const was = before.slice(start, start + 8);
            if (slots[0]?.found === 'blank') expect(was.every((each) => each === 0xff)).toBe(true);
          } catch (error) {
            expect(isFull(error)).toBe(true);
            expect(bench.states()).not.toContain('blank');
            break;
          }
          expect(bench.values()).toEqual({ rb: `${rb}` });
        }
      }),
    );
  });

  it('count until their flag is cleared', () => {
    const step = fc.oneof(byte, fc.constant('revoke'));
    fc.assert(
      fc.property(bankName, fc.array(step, { maxLength: 8 }), (bank, steps) => {
        const active = bank === 'f4' ? '0xA5A5FFFF' : '0xFFFFFFFF';
        const bench = benchOf(recordsOf(banks[bank], flaggedBody(active, 3)));
        let held: string | undefined;
        for (const each of steps) {
          const before = held;
          try {
            if (each === 'revoke') bench.burn({ state: 'revoked' });
            else bench.burn({ body: each.repeat(16) });
            held = each === 'revoke' ? undefined : each;
          } catch (error) {
            // Nothing to revoke, another block is active, or none is left.
            expect(error).toBeInstanceOf(OtpforgeError);
            if (each !== 'revoke') expect(before !== undefined || isFull(error)).toBe(true);
            else expect(before).toBeUndefined();
          }
          const { body } = bench.values();
          expect(body).toBe(held?.repeat(16) ?? (bench.states()[0] === 'blank' ? undefined : 'invalid'));
        }
      }),
    );
  });
});
