import { appendFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { previousIn, third, threeDays } from './day-files.js';
import { lastHash } from './made.js';

describe('a crash at midnight', () => {
  it.each([
    ['an empty file', ''],
    ['a line that was cut', '{"format":"otpforge.jour'],
    ['a line that was cut, with its end', '{"format":"otpforge.jour\n'],
  ])('leaves %s, behind which the next line follows the day before', (_what, left) =>
    threeDays(async (line) => {
      const day = '2026-11-30';
      await writeFile(line.file(day), left);
      expect(await line.look(1)).toEqual([]);
      expect(await line.append(day)).toMatchObject({ tornLine: left !== '', file: line.file(day) });
      await line.append('2026-12-01');
      const check = await line.check();
      expect(check).not.toHaveProperty('firstBad');
      expect(check).not.toHaveProperty('follows');
      expect(check.torn).toEqual(left === '' ? [] : [7]);
      await writeFile(line.file(third), (await line.text(third)).replace('done', 'failed'));
      expect((await line.check()).firstBad).toMatchObject({ line: 7 });
    }),
  );

  it('closes the file of the day before with a note on its last line, where that was cut', () =>
    threeDays(async (line) => {
      await appendFile(line.file(third), '{"format":"otpforge.jour');
      expect(await line.append('2026-11-30')).toMatchObject({ tornLine: true });
      const closed = (await line.text(third)).trim().split('\n');
      expect(JSON.parse(closed.at(-1) ?? '')).toMatchObject({ state: 'note', problem: 'torn-line' });
      expect(previousIn(await line.text('2026-11-30'))).toBe(lastHash(await line.text(third)));
      expect(await line.check()).toMatchObject({ torn: [7], lines: 9 });
      expect(await line.check()).not.toHaveProperty('firstBad');
    }));
});
