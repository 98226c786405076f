import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
// The script that makes a release uses the same functions.
import { fragmentFault, kinds, withFragments } from '../../scripts/changelog-text.mjs';

const names = readdirSync('changelog').filter((name) => name !== 'README.md');

describe('the fragments in changelog/', () => {
  it.each([...names, 'README.md'])('%s is one paragraph of a known kind', (name) => {
    if (name === 'README.md') return;
    expect(fragmentFault({ name, text: readFileSync(`changelog/${name}`, 'utf8') })).toBeUndefined();
  });

  it.each([
    ['doctor.md', 'Now.\n', 'its name'],
    ['fix-Doctor.md', 'Now.\n', 'its name'],
    ['fix-doctor.txt', 'Now.\n', 'its name'],
    ['fix-doctor.md', '- Now.\n', 'one paragraph'],
    ['fix-doctor.md', '## Fixes\nNow.\n', 'one paragraph'],
    ['fix-doctor.md', 'Now.\n\nThen.\n', 'one paragraph'],
    ['fix-doctor.md', 'Now.', 'full stop'],
    ['fix-doctor.md', 'Now\n', 'full stop'],
    ['fix-doctor.md', '', 'one paragraph'],
  ])('%s with %j is refused', (name, text, fault) => {
    expect(fragmentFault({ name, text })).toContain(fault);
  });
});

describe('a release', () => {
  const fragments = [
    { name: 'fix-b.md', text: 'B works\nagain.\n' },
    { name: 'feature-a.md', text: 'A is new.\n' },
    { name: 'fix-a.md', text: 'A works.\n' },
  ];
  const head = '# Changelog\n\nNewest first.\n\n';
  const old = '## 0.1.0 (2026-12-01)\n\n### Features\n\n- All of it.\n';

  it('is a section of its own above the last one, by kind and name', () => {
    expect(withFragments(head + old, fragments, '0.2.0', '2027-01-02')).toBe(
      `${head}## 0.2.0 (2027-01-02)\n\n### Features\n\n- A is new.\n\n### Fixes\n\n- A works.\n- B works\n  again.\n\n${old}`,
    );
  });

  it('goes on with the lines that its section has already', () => {
    const begun = `${head}## 0.2.0 (unreleased)\n\n### Features\n\n- Begun.\n\n${old}`;
    expect(withFragments(begun, fragments, '0.2.0', '2027-01-02')).toBe(
      `${head}## 0.2.0 (2027-01-02)\n\n### Features\n\n- Begun.\n- A is new.\n\n### Fixes\n\n- A works.\n- B works\n  again.\n\n${old}`,
    );
  });

  it('is made once', () => {
    expect(() => withFragments(head + old, fragments, '0.1.0', '2027-01-02')).toThrow('already');
  });

  it('keeps every line of the changelog of today', () => {
    const today = readFileSync('CHANGELOG.md', 'utf8');
    const made = withFragments(today, fragments, '0.1.0', '2027-01-02');
    const lines = (text: string) => text.split('\n').filter((line) => line.startsWith('- '));
    expect(made.split('\n')).toEqual(expect.arrayContaining(lines(today)));
    expect(lines(made)).toHaveLength(lines(today).length + fragments.length);
  });

  it('has a heading for each kind that a name may begin with', () => {
    for (const kind of Object.keys(kinds)) {
      expect(fragmentFault({ name: `${kind}-it.md`, text: 'It.\n' })).toBeUndefined();
    }
  });
});
