import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { longestFirst } from './support/longest-first.js';

const listed = (name: string): readonly string[] => JSON.parse(readFileSync(`test/${name}.json`, 'utf8'));

describe('the order of test files', () => {
  it('begins with the longest of each project, and ends with the quick ones', () => {
    const specs = ['quick b', 'whole c', 'slow e', 'whole a', 'quick a', 'isolated a', 'whole b', 'slow d'];
    const sorted = longestFirst(specs, ['d', 'b', 'a'], (spec) => {
      const [project = '', file = ''] = spec.split(' ');
      return { project, file };
    });
    expect(sorted).toEqual([
      ...['slow d', 'slow e', 'whole b', 'whole a', 'whole c', 'isolated a'],
      ...['quick b', 'quick a'],
    ]);
  });

  it.each(['longest', 'quick', 'slow', 'isolated'])('is of files that are there in test/%s.json', (name) => {
    const files = listed(name);
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
    expect(new Set(files).size).toBe(files.length);
  });

  it('counts no quick file among the longest', () => {
    const quick = new Set(listed('quick'));
    expect(listed('longest').filter((file) => quick.has(file))).toEqual([]);
  });
});
