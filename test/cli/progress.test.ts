import { afterEach, expect, it, vi } from 'vitest';
import { progressLine } from '../../src/cli/progress.js';

const isTTY = process.stderr.isTTY;
afterEach(() => {
  process.stderr.isTTY = isTTY;
  vi.restoreAllMocks();
});

it('leaves the start of a line to whatever is printed next', () => {
  process.stderr.isTTY = true;
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const progress = progressLine();
  progress?.({ type: 'progress', phase: 'program-firmware', done: 1, total: 2 });
  progress?.({ type: 'progress', phase: 'program-firmware', done: 2, total: 2 });
  expect(write.mock.calls.map(([text]) => text)).toEqual(['\u001b[Kprogram 50%\r', '\u001b[Kprogram 100%\n']);
});

it('shows nothing where nobody looks', () => {
  process.stderr.isTTY = false;
  expect(progressLine()).toBeUndefined();
});
