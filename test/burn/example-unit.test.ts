import { describe, expect, it } from 'vitest';
import { exampleRefusals } from '../../src/burn/example-unit.js';
import { imageOf } from '../support/images.js';

const image = (text: string) => imageOf([0x1fff7800, Buffer.from(text, 'latin1')]);

describe('a serial number of an example', () => {
  it('is refused on silicon, wherever it is in the OTP', () => {
    expect(exampleRefusals(image('\x01\x02SN-EXAMPLE-1\0'), 'silicon')).toMatchObject([
      { code: 'EXAMPLE_UNIT', address: 0x1fff7800 },
    ]);
  });

  it('is taken on chips that are not real', () => {
    expect(exampleRefusals(image('SN-EXAMPLE-1'), 'simulated')).toEqual([]);
    expect(exampleRefusals(image('SN-EXAMPLE-1'), 'replayed')).toEqual([]);
  });

  it('is no other serial number', () => {
    expect(exampleRefusals(image('SN-0001'), 'silicon')).toEqual([]);
  });
});
