import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseProbeUri } from '../../src/probe/index.js';
import { functions } from '../../src/probe/jlink/functions.js';

const page = readFileSync('docs/jlink.md', 'utf8');
const checks = readFileSync('docs/hardware-checks.md', 'utf8');

describe('docs/jlink.md', () => {
  it('names every option of the URI, and no other', () => {
    const named = [...page.matchAll(/^\| `([a-z]+)=/gm)].map(([, key = '']) => key);
    for (const key of named) expect(parseProbeUri(`jlink:,${key}=1`).options).toEqual({ [key]: '1' });
    expect(() => parseProbeUri('jlink:,nothing=1')).toThrow(
      expect.objectContaining({ message: expect.stringContaining(`(it knows ${named.join(', ')})`) }),
    );
  });
});

describe('docs/hardware-checks.md', () => {
  it('numbers its checks without a gap', () => {
    const numbers = [...checks.matchAll(/^(\d+)\. \*\*/gm)].map(([, number]) => Number(number));
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect(numbers.length).toBeGreaterThan(20);
  });

  it('names only functions that are called', () => {
    const symbols = Object.values(functions).map(({ symbol }): string => symbol);
    for (const [symbol] of checks.matchAll(/JLINK(?:ARM)?_\w*[a-z]\w*/g)) expect(symbols).toContain(symbol);
  });
});
