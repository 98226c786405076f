import { describe, expect, it } from 'vitest';
import { didYouMean, nearNames } from '../../src/text/near.js';
import { fc } from '../support/property.js';

const names = ['program', 'plan', 'read', 'merge', 'uninstall', 'check-dump', 'init'];
const near = (word: string) => nearNames(word, names);

describe('names that are near a word', () => {
  it.each([
    ['porgram', 'program'],
    ['progam', 'program'],
    ['PROGRAMM', 'program'],
    ['plna', 'plan'],
    ['pln', 'plan'],
    ['reaad', 'read'],
    ['chekc-dmup', 'check-dump'],
    ['uninstal', 'uninstall'],
  ])('%s is %s', (word, name) => {
    expect(near(word)).toEqual([name]);
  });

  it.each(['foo', 'x', '', 'pl', 'help-me', 'burn', 'reset', 'prgrmme', '💾💾💾'])(
    '%s is none of them',
    (word) => {
      expect(near(word)).toEqual([]);
    },
  );

  it('come nearest first, and are few', () => {
    expect(nearNames('serial2', ['serial-no', 'serial1', 'serial', 'serials'])).toEqual([
      'serial',
      'serial1',
      'serials',
    ]);
  });

  it('are those with one typing error, and never others that share no letter', () => {
    const word = fc.stringMatching(/^[a-z]{3,12}$/);
    fc.assert(
      fc.property(word, fc.nat(), fc.constantFrom('swap', 'drop', 'double'), (name, seed, error) => {
        const at = seed % (name.length - 1);
        const [a = '', b = ''] = [name[at], name[at + 1]];
        const pair = { swap: `${b}${a}`, drop: a, double: `${a}${a}${b}` }[error];
        const typed = `${name.slice(0, at)}${pair}${name.slice(at + 2)}`;
        expect(nearNames(typed, [name, '0123'])).toEqual(typed.length < 3 ? [] : [name]);
      }),
    );
  });

  it('are asked about in a sentence', () => {
    expect(didYouMean([])).toBeUndefined();
    expect(didYouMean(['plan'])).toBe('Did you mean plan?');
    expect(didYouMean(['plan', 'read', 'init'])).toBe('Did you mean plan, read or init?');
  });
});
