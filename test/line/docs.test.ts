import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { lineSchema, parseLine } from '../../src/line/index.js';
import { kindNames } from '../../src/line/schema-values.js';

const page = await readFile('docs/line.md', 'utf8');

/** The first cells of the table below a heading. */
function cellsOf(heading: string): readonly string[] {
  const [, part = ''] = page.split(new RegExp(`^#+ ${heading}\n`, 'm'));
  return [...(part.split(/^#/m)[0] ?? '').matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  );
}

describe('docs/line.md', () => {
  it('lists every key, and no other', () => {
    expect(['format', ...cellsOf('Keys')].toSorted()).toEqual(Object.keys(lineSchema.shape).toSorted());
  });

  it('lists every source, and no other', () => {
    expect(cellsOf('Values')).toEqual(kindNames);
  });

  it('shows a file that is read', () => {
    const text = /```yaml\n(format: .*?)```/s.exec(page)?.[1] ?? '';
    const { sources, slots } = parseLine(text, 'line.yaml');
    expect(sources.map(({ field }) => field)).toEqual(['serial', 'mac', 'key', 'lot']);
    expect(slots.size).toBe(2);
  });

  it('shows patterns that are read', () => {
    const parts = cellsOf('Sequences').filter((part) => !part.startsWith('{n'));
    expect(parts).toHaveLength(6);
    const text = (pattern: string) =>
      [
        'format: otpforge.line/1\nproduct: a\nlayout: b\ndevice: c\nledger: sqlite:d\ntimezone: UTC',
        `values: { x: { sequence: "{n:06}${pattern}", check: mod97-10 } }`,
      ].join('\n');
    for (const part of parts)
      expect(parseLine(text(part === '{check}' ? part : `${part}{check}`), 'x').sources).toHaveLength(1);
  });
});
