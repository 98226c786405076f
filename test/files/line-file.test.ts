import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLineFile } from '../../src/files/line-file.js';

const head = '{"format":"a/1"';
const line = (n: number) => `${head},"n":${n}}`;

describe('openLineFile', () => {
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'otpforge-lines-'));
    file = join(folder, 'new', 'rows.jsonl');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const append = async (...lines: readonly string[]) => {
    const opened = await openLineFile(file, head);
    await opened.append(lines);
    await opened.close();
  };

  it('makes a private file, and adds lines behind those that are there', async () => {
    await append(line(1), line(2));
    await append(line(3));
    expect(readFileSync(file, 'utf8')).toBe(`${line(1)}\n${line(2)}\n${line(3)}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.each(['{"for', `${line(2)}`, `${head},"text":"${'x'.repeat(70_000)}`])(
    'cuts off a last line without an end: %#',
    async (torn) => {
      await append(line(1));
      writeFileSync(file, torn, { flag: 'a' });
      await append(line(3));
      expect(readFileSync(file, 'utf8')).toBe(`${line(1)}\n${line(3)}\n`);
      writeFileSync(file, torn.slice(0, 5));
      await append(line(4));
      expect(readFileSync(file, 'utf8')).toBe(`${line(4)}\n`);
    },
  );

  it('leaves files of another kind alone', async () => {
    await append(line(1));
    for (const text of ['the only copy', `${line(1).replace('a/1', 'b/1')}\n`]) {
      writeFileSync(file, text);
      await expect(openLineFile(file, head)).rejects.toMatchObject({ code: 'FILE_EXISTS' });
      expect(readFileSync(file, 'utf8')).toBe(text);
    }
  });

  it('lets one process write at a time', async () => {
    const opened = await openLineFile(file, head);
    await expect(openLineFile(file, head)).rejects.toMatchObject({
      code: 'FILE_WRITE_FAILED',
      message: expect.stringContaining(`process ${process.pid} writes to it`),
    });
    await opened.close();
    await append(line(1));
  });
});
