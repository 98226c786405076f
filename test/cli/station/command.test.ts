import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolder, otpforge } from '../../support/cli.js';
import { withStation } from './line.js';

describe('otpforge station', () => {
  it('takes one board with --once, prints a line for each state, and ends with the code of its visit', () =>
    withStation([undefined, 'rdp=1'], async (folder) => {
      const first = await otpforge(['station', 'line.yaml', '--once', '--yes', '--operator', 'AB'], folder);
      expect(first.stderr).toBe('');
      const lines = first.stdout.trimEnd().split('\n');
      expect(lines.filter((each) => !/^TRAINING \d\d:\d\d:\d\d /.test(each))).toEqual([]);
      const texts = lines.map((each) => each.slice('TRAINING 00:00:00 '.length));
      expect(texts).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^controller-c, station /),
          'operator AB',
          'slot 1: EMPTY put a board in',
          expect.stringMatching(/^slot 1: BUSY/),
          'slot 1: PASS serial SN-000001, unit 1. Take the board out.',
        ]),
      );
      expect(texts.at(-1)).toMatch(/^1 unit, 1 verified, first pass 100.0 %, final 100.0 %/);
      expect(first.exitCode).toBe(0);
      expect(await readdir(join(folder, 'boards', 'out'))).toEqual(['board-1.chip']);
      const second = await otpforge(['station', 'line.yaml', '--once', '--yes'], folder);
      expect(second.stdout).toContain('slot 1: FAIL [UNIT_UNREADABLE]');
      expect(second.stdout).not.toContain('PASS');
      expect(second.exitCode).toBe(5);
    }));

  it('prints one document for each event with --json, the first and the last of which are the whole state and the end', () =>
    withStation([undefined], async (folder) => {
      const { exitCode, stdout } = await otpforge(
        ['station', 'line.yaml', '--once', '--yes', '--json'],
        folder,
      );
      const documents = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      for (const document of documents)
        expect(document).toMatchObject({ format: 'otpforge.station-event/1', training: true });
      expect(documents[0]).toMatchObject({ type: 'state', state: { format: 'otpforge.station/1' } });
      expect(documents.at(-1)).toMatchObject({ type: 'ended', exitCode: 0 });
      expect(exitCode).toBe(0);
      const verdicts = documents.filter(({ type, slot }) => type === 'slot' && slot.status === 'pass');
      expect(verdicts).toHaveLength(1);
      expect(verdicts[0].slot).toMatchObject({
        insertion: 1,
        unit: 1,
        values: [{ field: 'serial', text: 'SN-000001' }],
      });
    }));

  it('asks for a line, and for somebody who can confirm a plan', () =>
    inFolder(async (folder) => {
      const codeOf = async (...args: readonly string[]) => {
        const { exitCode, stdout } = await otpforge(['station', '--json', ...args], folder);
        return [exitCode, JSON.parse(stdout).error.code];
      };
      expect(await codeOf('--yes')).toEqual([2, 'USAGE']);
      expect(await codeOf('line.yaml')).toEqual([8, 'NOBODY_TO_ASK']);
      expect(await codeOf('--yes', 'none.yaml')).toEqual([3, 'FILE_NOT_FOUND']);
    }));

  it('runs a tray of twelve boards with --demo, three of them bad, and leaves nothing behind', () =>
    inFolder(async (folder) => {
      const { exitCode, stdout } = await otpforge(['station', '--demo', '--yes'], folder, { TMPDIR: folder });
      const verdicts = stdout.match(/slot \d: (?:PASS|FAIL)/g) ?? [];
      expect(verdicts.filter((each) => each.endsWith('PASS'))).toHaveLength(9);
      expect(verdicts).toHaveLength(12);
      expect(new Set(stdout.match(/serial SN-\d+/g)).size).toBe(9);
      expect(exitCode).toBe(0);
      expect((await readdir(folder)).filter((name) => name.startsWith('otpforge-station-'))).toEqual([]);
    }));
});
