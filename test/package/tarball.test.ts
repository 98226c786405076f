import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packedTarball, run } from './installed.js';

describe('the tarball, to those who install it', () => {
  let folder: string;
  let tarball: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'otpforge-tarball-'));
    tarball = await packedTarball();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const tool = (...path: string[]) => resolve('node_modules', ...path);

  it('has nothing that publint would change', async () => {
    const script = tool('publint', 'src', 'cli.js');
    const { exitCode, output } = await run(process.execPath, [script, 'run', tarball, '--strict'], folder);
    expect(output).toContain('All good!');
    expect(exitCode).toBe(0);
  });

  it('has types that every resolution of an ES module finds', async () => {
    const script = tool('@arethetypeswrong', 'cli', 'dist', 'index.js');
    const args = [tarball, '--profile', 'esm-only', '--no-definitely-typed', '--format', 'json'];
    const { exitCode, output } = await run(process.execPath, [script, ...args], folder);
    expect(exitCode, output).toBe(0);
    expect(JSON.parse(output)).toMatchObject({
      analysis: { packageName: 'otpforge', types: { kind: 'included' } },
    });
  });
});
