import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Phase, RunEvent } from '../../src/burn/index.js';
import { note } from '../../src/cli/output.js';
import { progressText, withProgress } from '../../src/cli/progress.js';

const isTTY = process.stderr.isTTY;
const clear = '\u001b[K';

function event(phase: Phase, done: number, total: number): RunEvent {
  return { type: 'progress', phase, done, total };
}

describe('the progress of a call', () => {
  let written: string[];

  beforeEach(() => {
    written = [];
    process.stderr.isTTY = true;
    vi.useFakeTimers();
    vi.stubEnv('FORCE_COLOR', '0');
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  });

  afterEach(() => {
    process.stderr.isTTY = isTTY;
    vi.useRealTimers();
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  it('is one line, which leaves the start of a line to whatever is printed next, and goes', async () => {
    await withProgress(false, async ({ onEvent }) => {
      onEvent?.(event('program-firmware', 0, 2));
      onEvent?.(event('program-firmware', 1, 2));
      onEvent?.(event('program-firmware', 2, 2));
    });
    expect(written).toEqual([
      `${clear}programming the firmware …\r`,
      `${clear}programming the firmware [##########..........] 50%\r`,
      clear,
    ]);
  });

  it('counts the seconds of a phase whose middle nobody knows', async () => {
    await withProgress(false, async ({ onEvent }) => {
      onEvent?.(event('burn-data', 0, 9));
      await vi.advanceTimersByTimeAsync(2000);
    });
    expect(written).toEqual([
      `${clear}burning the data …\r`,
      `${clear}burning the data … 1 s\r`,
      `${clear}burning the data … 2 s\r`,
      clear,
    ]);
  });

  it('makes room for a note, and for the error that ends the call', async () => {
    const call = withProgress(false, async ({ onEvent }) => {
      onEvent?.(event('connect', 0, 1));
      note('odd');
      onEvent?.(event('inspect', 0, 1));
      throw new Error('lost');
    });
    await expect(call).rejects.toThrow('lost');
    note('lost');
    await vi.advanceTimersByTimeAsync(5000);
    expect(written).toEqual([
      `${clear}connecting …\r`,
      clear,
      'odd\n',
      `${clear}reading the chip …\r`,
      clear,
      'lost\n',
    ]);
  });

  it('is not shown where nobody looks, or with --json', async () => {
    const heard = async (quiet: boolean) => withProgress(quiet, async ({ onEvent }) => onEvent);
    expect(await heard(true)).toBeUndefined();
    process.stderr.isTTY = false;
    expect(await heard(false)).toBeUndefined();
    expect(written).toEqual([]);
  });

  it('fits in a terminal at its longest', () => {
    const line = progressText({ type: 'progress', phase: 'rehearse', done: 9, total: 10 }, 1000);
    expect(line).toBe('rehearsing on a simulated copy [##################..] 90% 1000 s');
  });
});
