import { describe, expect, it } from 'vitest';

const bytes = (...values: number[]) => Uint8Array.from(values);

describe('arrays of bytes in expectations', () => {
  it('are equal byte by byte, wherever they are', () => {
    expect(bytes(1, 2, 3)).toEqual(bytes(1, 2, 3));
    expect(bytes(1, 2, 3).subarray(1)).toStrictEqual(bytes(2, 3));
    expect({ at: [bytes(1), Buffer.of(2)] }).toMatchObject({ at: [bytes(1), Buffer.of(2)] });
  });

  it('differ by a byte, by a length and by their kind', () => {
    expect(bytes(1, 2)).not.toEqual(bytes(1, 3));
    expect(bytes(1, 2)).not.toEqual(bytes(1, 2, 0));
    expect({ at: [bytes(0)] }).not.toEqual({ at: [bytes(0x80)] });
    expect(Buffer.of(1)).not.toStrictEqual(bytes(1));
    expect(bytes(1)).not.toEqual([1]);
  });
});
