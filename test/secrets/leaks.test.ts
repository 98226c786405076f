import { describe, expect, it } from 'vitest';
import { leaksIn } from './leaks.js';

const secret = { name: 'key', bytes: Uint8Array.from([0x53, 0x45, 0xa7, 0x91, 0x22, 0xf0]) };

describe('the search for leaks', () => {
  it.each([
    'old 45 A7 91 22 wanted',
    '"45a79122"',
    '0x45, 0xA7, 0x91, 0x22',
    '[69,167,145,34]',
    '[\n69,\n167,\n145,\n34\n]'.replaceAll('\n', ' ').replaceAll(' ', ''),
    Buffer.from([1, 0x45, 0xa7, 0x91, 0x22]).toString('base64'),
    Buffer.from([1, 2, 0x45, 0xa7, 0x91, 0x22, 9]).toString('base64'),
    Buffer.from([0x45, 0xa7, 0x91, 0x22]),
    String(0x2291a745),
  ])('finds a part of a secret in %j', (output) => {
    expect(leaksIn(Buffer.from(output), [secret])).not.toEqual([]);
  });

  it('finds nothing in other text', () => {
    expect(leaksIn(Buffer.from('45 A7 90 22 45a7 [69,167,145] (secret)'), [secret])).toEqual([]);
  });
});
