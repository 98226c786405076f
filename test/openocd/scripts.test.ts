import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseProbeUri } from '../../src/probe/index.js';
import { scriptFiles } from '../../src/probe/openocd/scripts.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'otpforge-scripts-'));
  mkdirSync(join(root, 'scripts', 'interface'), { recursive: true });
  writeFileSync(join(root, 'scripts', 'interface', 'stlink.cfg'), '');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const filesOf = (target: string) => scriptFiles(parseProbeUri(`openocd:${target}`), join(root, 'scripts'));

describe('the files of openocd:', () => {
  it('are OpenOCD’s own by their names, and others by their paths', () => {
    const board = join(root, 'board.cfg');
    writeFileSync(board, '');
    expect(filesOf(`interface/stlink.cfg,${board}`)).toEqual([
      join(root, 'scripts', 'interface', 'stlink.cfg'),
      board,
    ]);
  });

  it.each(['a}; shutdown; {b.cfg', 'a{b.cfg', 'a\\nb.cfg', 'a\nb.cfg'])(
    'cannot hold a command: %j',
    (name) => {
      const file = join(root, name);
      writeFileSync(file, '');
      expect(() => filesOf(file)).toThrow(expect.objectContaining({ code: 'PROBE_URI', exitCode: 2 }));
    },
  );

  it.each([
    ['interface/none.cfg', /is not one of OpenOCD’s own scripts/],
    ['./none.cfg', /there is no such file/],
  ])('must be there: %s', (name, message) => {
    expect(() => filesOf(name)).toThrow(
      expect.objectContaining({ code: 'FILE_NOT_FOUND', message: expect.stringMatching(message) }),
    );
  });

  it('are needed', () => {
    expect(() => filesOf('')).toThrow(expect.objectContaining({ code: 'PROBE_URI' }));
  });
});
