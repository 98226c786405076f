import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { describe, expect, it, vi } from 'vitest';
import { registerCommands } from '../../src/cli/commands/index.js';
import { writeIntelHex } from '../../src/image/index.js';
import { inFolder, stateFolderOf } from '../support/cli.js';
import { imageOf } from '../support/images.js';

const parses = vi.hoisted(() => ({ uris: [] as string[] }));
vi.mock('../../src/probe/uri.js', async (original) => {
  const actual = await original<typeof import('../../src/probe/uri.js')>();
  return {
    ...actual,
    parseProbeUri: (uri: string) => {
      parses.uris.push(uri);
      return actual.parseProbeUri(uri);
    },
  };
});

const project = `format: otpforge.config/1
device: STM32F401RE
layout: otp.yaml
probe: sim:STM32F401RE,file=unit.chip
journal: line.jsonl
`;
const layout = `format: otpforge.layout/1
bank: stm32f4-otp
fields:
  serial: { type: ascii, offset: 0x00, length: 8, pad: 0x00 }
`;

/** Commands that look at otpforge.yaml, in an order in which each finds what it needs. */
const commands = [
  ['merge', '--set', 'serial=SN-0042', '-o', 'unit.hex'],
  ['inspect', 'unit.hex'],
  ['plan', 'unit.hex'],
  ['program', 'unit.hex', '--yes', '--trace', 'run.jsonl'],
  ['verify', 'unit.hex'],
  ['read', '-o', 'otp.bin'],
  ['check-dump', 'otp.bin', '--image', 'unit.hex'],
  ['journal', 'list'],
  ['journal', 'verify'],
  ['banks'],
  ['export', 'openocd', 'unit.hex', '--out', 'openocd'],
] as const;

const inProject = (work: (folder: string) => Promise<void>) =>
  inFolder(async (folder) => {
    await writeFile(join(folder, 'otpforge.yaml'), project);
    await writeFile(join(folder, 'otp.yaml'), layout);
    await work(folder);
  });

describe('a command line is resolved once', () => {
  it('reads otpforge.yaml once in a run', () =>
    inProject(async (folder) => {
      for (const args of commands) {
        expect(await readsOfConfig(args, folder), args.join(' ')).toEqual({ exitCode: 0, reads: 1 });
      }
    }));

  it.each([
    ['given by a flag', ['--probe', 'sim:STM32F401RE']],
    ['given by otpforge.yaml', []],
  ])('parses the URI of a probe once, %s', (_, flags) =>
    inProject(async (folder) => {
      const image = join(folder, 'unit.hex');
      await writeFile(image, writeIntelHex(imageOf([0x1fff7800, [1, 2, 3, 4]])));
      const output = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
      try {
        for (const args of [['plan', image], ['verify', image], ['read']]) {
          parses.uris = [];
          await runHere([...args, '--config', join(folder, 'otpforge.yaml'), ...flags]);
          expect(parses.uris, args[0]).toHaveLength(1);
        }
      } finally {
        output.mockRestore();
      }
    }),
  );
});

async function runHere(args: readonly string[]): Promise<void> {
  const program = new Command('otpforge').exitOverride();
  await registerCommands(program, () => undefined, args[0]);
  await program.parseAsync(args, { from: 'user' });
}

async function readsOfConfig(args: readonly string[], folder: string) {
  const count = join(folder, 'count');
  const preload = pathToFileURL(resolve('test/cli/count-reads.mjs')).href;
  const child = spawn(process.execPath, ['--import', preload, resolve('dist/cli/main.js'), ...args], {
    cwd: folder,
    env: {
      ...process.env,
      OTPFORGE_STATE_DIR: stateFolderOf(folder),
      COUNTED_NAME: 'otpforge.yaml',
      COUNT_FILE: count,
    },
    stdio: 'ignore',
  });
  const [exitCode]: (number | null)[] = await once(child, 'close');
  return { exitCode, reads: Number(await readFile(count, 'utf8')) };
}
