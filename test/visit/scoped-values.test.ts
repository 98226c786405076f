import { describe, expect, it } from 'vitest';
import { encodeLayout, parseLayout, unitDataFromObject } from '../../src/layout/index.js';
import { canonicalBytes, scopeOf, uniqueOnChip } from '../../src/visit/scoped-values.js';
import { useBanks } from '../layout/banks.js';
import { memoryOf } from '../layout/memory.js';

const banks = useBanks();
const line = { product: 'controller-c', scopes: new Map([['lot', 'acme']]) };

const text = `format: otpforge.layout/2
fill: 0x00
fields:
  serial: { offset: 0, type: ascii, length: 8, unique: true }
  mac: { offset: 8, type: mac, unique: true, endian: little }
  check: { offset: 16, type: crc, algorithm: crc32, over: [serial, mac] }
`;

function burnt() {
  const layout = parseLayout(text, 'otp.yaml', banks.l4);
  const memory = memoryOf(banks.l4);
  memory.write(
    encodeLayout(layout, unitDataFromObject({ serial: 'SN-00042', mac: '02:00:5E:10:00:01' })).image,
  );
  return { layout, memory, found: () => uniqueOnChip(layout, memory.read, line) };
}

describe('a unique value on a chip', () => {
  it('has a scope, and the bytes that do not depend on the layout', () => {
    const { layout, found } = burnt();
    expect(found()).toMatchObject([
      { field: 'serial', scope: 'controller-c/serial', text: 'SN-00042' },
      { field: 'mac', scope: 'eui48', canonical: Uint8Array.of(2, 0, 0x5e, 0x10, 0, 1) },
    ]);
    expect(scopeOf({ name: 'lot', type: 'ascii' }, line)).toBe('acme');
    const [serial] = layout.fields;
    if (!serial) throw new Error('the layout has no field');
    expect(canonicalBytes(serial, Uint8Array.of(1, 2))).toEqual(Uint8Array.of(1, 2));
  });

  it('does not count while its check is wrong or not yet there, or where it cannot be read', () => {
    const wrong = burnt();
    wrong.memory.bytes[16] = 0x5a;
    expect(wrong.found()).toEqual([]);
    const open = burnt();
    open.memory.bytes.fill(0xff, 16, 24);
    expect(open.found()).toEqual([]);
    const spoilt = burnt();
    spoilt.memory.damage(banks.l4.otp.base);
    expect(spoilt.found().map(({ field }) => field)).not.toContain('serial');
  });
});
