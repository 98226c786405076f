import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findProgram } from '../../src/files/find-program.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'otpforge-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(name: string, mode = 0o755): Promise<string> {
  const file = join(folder, name);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, '#!/bin/sh\n');
  await chmod(file, mode);
  return file;
}
const find = (...path: string[]) => findProgram('tool', { PATH: path.join(delimiter) }, 'linux');

describe('looking a program up on PATH', () => {
  it('gives the first one, by its whole path', async () => {
    const file = await put('a/tool');
    await put('b/tool');
    expect(find(join(folder, 'none'), join(folder, 'a'), join(folder, 'b'))).toBe(file);
  });

  it('never looks into the working folder, be it empty, ".", or relative', async () => {
    await put('tool');
    expect(find('', '.', './', relative('.', folder))).toBeUndefined();
  });

  it('passes over what cannot be run', async () => {
    await put('a/tool', 0o644);
    await mkdir(join(folder, 'b', 'tool'), { recursive: true });
    expect(find(join(folder, 'a'), join(folder, 'b'))).toBeUndefined();
    expect(findProgram('tool', {}, 'linux')).toBeUndefined();
  });

  it('knows Path and .exe on Windows', async () => {
    const file = await put('tool.exe');
    expect(findProgram('tool', { Path: folder }, 'win32')).toBe(file);
  });
});
