import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packedTarball, run } from './installed.js';

interface Block {
  readonly kind: string;
  readonly file: string | undefined;
  readonly text: string;
}

/** Fenced blocks of a page: commands to run, and files to write. */
function blocksOf(page: string): readonly Block[] {
  return [...page.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms)].map(([, kind = '', file, text = '']) => ({
    kind,
    file,
    text,
  }));
}

describe('docs/adding-a-bank.md, followed to the letter in an empty folder', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'otpforge-bank-'));
    await copyFile(await packedTarball(), join(folder, 'otpforge.tgz'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('ends with a verified serial on a chip that the package does not know', async () => {
    const blocks = blocksOf(await readFile('docs/adding-a-bank.md', 'utf8'));
    const outputs = new Map<string, string>();
    for (const { kind, file, text } of blocks) {
      if (kind === 'yaml' && file !== undefined) {
        await mkdir(dirname(join(folder, file)), { recursive: true });
        await writeFile(join(folder, file), text);
      }
      if (kind !== 'console') continue;
      for (const line of text.split('\n').filter((each) => each.startsWith('$ '))) {
        const command = line.slice(2);
        const { exitCode, output } = await run('sh', ['-c', command], folder);
        expect(exitCode, `${command}\n${output}`).toBe(0);
        outputs.set(command.replace(/^npx otpforge (\w+).*$/, '$1'), output);
      }
    }
    expect([...outputs.keys()]).toEqual(
      expect.arrayContaining(['banks', 'build', 'lint', 'merge', 'plan', 'program', 'read']),
    );
    expect(outputs.get('banks')).toMatch(/^mychip-otp +0x1FFF6800 +0x200 /m);
    expect(outputs.get('lint')).toContain('0 errors, 0 warnings');
    expect(outputs.get('plan')).toMatch(/^burn .*0x1FFF6800 {2}8 B/m);
    expect(outputs.get('program')).toContain('everything read back and equal');
    expect(outputs.get('read')).toMatch(/serial .*SN-0042/);
    expect(await readFile(join(folder, 'otpforge/devices.xml'), 'utf8')).toContain('Name="MYCHIP01"');
  });
});
