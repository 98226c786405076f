import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Keys } from '../../../src/cli/station/keys.js';

describe('the keys of a station', () => {
  let asked: string[];
  let keys: Keys;

  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    keys = new Keys({
      start: () => asked.push('start'),
      answer: (accept) => asked.push(accept ? 'yes' : 'no'),
      stop: () => asked.push('stop'),
      scan: (text) => asked.push(`scan ${text}`),
      typed: () => undefined,
    });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    ['\r', 'start'],
    ['\n', 'start'],
    ['y', 'yes'],
    ['Y', 'yes'],
    ['n', 'no'],
    ['q', 'stop'],
    ['\u0003', 'stop'],
  ])('%j alone is one wish', (key, wish) => {
    keys.take(key);
    vi.advanceTimersByTime(1000);
    expect(asked).toEqual([wish]);
  });

  it('takes a burst of keys and Enter for a scan, whatever its first letter is and however it ends', () => {
    for (const key of 'yes-1') keys.take(key);
    keys.take('\r\n');
    keys.take('n');
    keys.take('quick\r');
    vi.advanceTimersByTime(1000);
    expect(asked).toEqual(['scan yes-1', 'scan nquick']);
  });

  it('takes Enter behind an answer for a part of it, at once or a little later', () => {
    keys.take('y\r');
    keys.take('n');
    vi.advanceTimersByTime(500);
    keys.take('\r');
    expect(asked).toEqual(['yes', 'no']);
    vi.advanceTimersByTime(2000);
    keys.take('\r');
    expect(asked).toEqual(['yes', 'no', 'start']);
  });

  it('uses each scan once', () => {
    keys.take('LOT-1\r');
    keys.take('\r');
    expect(asked).toEqual(['scan LOT-1', 'start']);
  });

  it('takes what is typed by hand, too, and corrections', () => {
    for (const key of ['L', 'X', '\u007f', 'ä', '-', '1']) {
      keys.take(key);
      vi.advanceTimersByTime(1000);
    }
    keys.take('\u001b[A');
    keys.take('\r');
    expect(asked).toEqual(['scan Lä-1']);
  });

  it('does nothing any more once it has ended', () => {
    keys.take('q');
    keys.end();
    vi.advanceTimersByTime(1000);
    expect(asked).toEqual([]);
  });
});
