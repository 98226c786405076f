import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { inFolder, otpforge } from '../support/cli.js';

const page = await readFile('docs/gdb.md', 'utf8');
const practice = page.slice(page.indexOf('## Practise'), page.indexOf('### With GDB'));
const commands = [...practice.matchAll(/^\$ otpforge (.*)$/gm)].map(([, line = '']) => line.split(' '));

const layout = `format: otpforge.layout/1
bank: stm32f4-otp
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
`;

describe('docs/gdb.md, practice on a simulated chip', () => {
  it('programs and reads a unit, at a port that is free', () =>
    inFolder(async (folder) => {
      const [simulate = [], program = [], read = []] = commands;
      expect(commands).toHaveLength(3);
      await writeFile(join(folder, 'otp.yaml'), layout);
      const merge = ['merge', '--layout', 'otp.yaml', '--set', 'serial=SN-0042', '-o', 'unit.hex'];
      expect((await otpforge(merge, folder)).exitCode).toBe(0);
      const server = spawn(
        process.execPath,
        [resolve('dist/cli/main.js'), ...simulate.map((word) => (word === '3333' ? '0' : word))],
        { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
      );
      try {
        const port = await portOf(server);
        const here = (words: readonly string[]) => words.map((word) => word.replace(':3333', `:${port}`));
        // Nobody can be asked in a test.
        const programmed = await otpforge([...here(program), '--yes'], folder);
        expect(programmed.exitCode, programmed.stderr).toBe(0);
        const shown = await otpforge(here(read), folder);
        expect(shown.stdout).toContain('SN-0042');
      } finally {
        server.kill('SIGINT');
        await once(server, 'close');
      }
    }));
});

async function portOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout) {
    for await (const line of createInterface(stdout)) {
      const [, port] = /listens on 127\.0\.0\.1:(\d+) for GDB/.exec(line) ?? [];
      if (port !== undefined) return port;
    }
  }
  throw new Error('the simulated chip did not say where it listens');
}
