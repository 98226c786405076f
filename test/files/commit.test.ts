import { expect, it } from 'vitest';
import { shortCommit } from '../../src/files/commit.js';

it('a commit is shown by its first twelve digits, and that files were changed', () => {
  const commit = '0123456789abcdef0123456789abcdef01234567';
  expect(shortCommit(commit)).toBe('0123456789ab');
  expect(shortCommit(`${commit}-dirty`)).toBe('0123456789ab-dirty');
});
