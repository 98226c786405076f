import { afterEach, describe, expect, it, vi } from 'vitest';
import { isColoured } from '../../src/cli/colour.js';
import { noteWarnings, printResult } from '../../src/cli/output.js';
import { table } from '../../src/cli/table.js';
import { wrapLines } from '../../src/cli/wrap.js';
import { plain, toned } from '../../src/text/tone.js';

const terminal = { isTTY: true };
const pipe = {};

describe('colours', () => {
  it.each([
    ['a terminal', terminal, {}, true],
    ['a pipe', pipe, {}, false],
    ['a terminal with NO_COLOR', terminal, { NO_COLOR: '1' }, false],
    ['a terminal with an empty NO_COLOR', terminal, { NO_COLOR: '' }, true],
    ['a dumb terminal', terminal, { TERM: 'dumb' }, false],
    ['a pipe with FORCE_COLOR', pipe, { FORCE_COLOR: '1' }, true],
    ['a pipe with an empty FORCE_COLOR', pipe, { FORCE_COLOR: '' }, true],
    ['a terminal with FORCE_COLOR=0', terminal, { FORCE_COLOR: '0' }, false],
    ['FORCE_COLOR before NO_COLOR', pipe, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  ])('%s', (_name, stream, env, coloured) => {
    expect(isColoured(stream, env)).toBe(coloured);
  });
});

describe('a line with tones', () => {
  it('is as wide as what is seen of it', () => {
    const cell = toned('pass', 'ab');
    expect(plain(table([{ title: 'x' }, { title: 'y', align: 'right' }], [[cell, toned('fail', '1')]]))).toBe(
      'x   y\nab  1',
    );
    expect(wrapLines(toned('pass', 'x'.repeat(20)), 20)).toBe(toned('pass', 'x'.repeat(20)));
  });

  it('counts wide characters as two columns in a table', () => {
    expect(
      table(
        [],
        [
          ['値', 'a'],
          ['xyz', 'b'],
        ],
      )
        .split('\n')
        .slice(1),
    ).toEqual(['値   a', 'xyz  b']);
  });
});

describe('what is printed', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  function printed(env: Record<string, string>, json: boolean): string {
    for (const name of ['FORCE_COLOR', 'NO_COLOR']) vi.stubEnv(name, env[name]);
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    printResult({ name: toned('pass', 'PASS') }, json, ({ name }) => `${toned('fail', 'FAILED')} ${name}`);
    const text = write.mock.calls.map(([each]) => String(each)).join('');
    write.mockClear();
    return text;
  }

  it('has the colours of our own words, never of what was read', () => {
    const read = String.raw`\u{E000}PASS\u{E0FF}`;
    expect(printed({ FORCE_COLOR: '1' }, false)).toBe(`\u001b[1;31mFAILED\u001b[0m ${read}\n`);
    expect(printed({ FORCE_COLOR: '0' }, false)).toBe(`FAILED ${read}\n`);
  });

  it('has none as JSON', () => {
    expect(printed({ FORCE_COLOR: '1' }, true)).not.toContain('\u001b');
  });

  it('marks warnings', () => {
    vi.stubEnv('FORCE_COLOR', '1');
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    noteWarnings([{ message: 'odd' }]);
    expect(write.mock.calls).toEqual([['\u001b[33mwarning: odd\u001b[0m\n']]);
  });
});
