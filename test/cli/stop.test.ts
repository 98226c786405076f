import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isLockHolder, takeLock } from '../../src/files/lock.js';
import { writeIntelHex } from '../../src/image/index.js';
import { f401 } from '../support/banks.js';
import { inFolder, stateFolderOf } from '../support/cli.js';
import { imageOf } from '../support/images.js';

const { base } = f401.bank.otp;

/** A GDB server that takes connections and never says a word. */
async function silentServer(): Promise<{ port: number; heard: Promise<void>; close: () => void }> {
  const sockets: Socket[] = [];
  const server: Server = createServer();
  const heard = new Promise<void>((done) => {
    server.on('connection', (socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', () => done());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    heard,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function start(folder: string, args: readonly string[]) {
  const child = spawn(process.execPath, [resolve('dist/cli/main.js'), ...args], {
    cwd: folder,
    env: { ...process.env, OTPFORGE_STATE_DIR: stateFolderOf(folder), TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const shows = (wanted: string) =>
    new Promise<void>((done) => {
      const look = () => {
        if (stderr.includes(wanted)) done();
      };
      child.stderr.on('data', look);
      look();
    });
  const ended = once(child, 'exit').then(([exitCode, signal]) => ({ exitCode, signal, stderr }));
  return { child, shows, ended };
}

const inProject = (work: (folder: string) => Promise<void>) =>
  inFolder(async (folder) => {
    await writeFile(join(folder, 'unit.hex'), writeIntelHex(imageOf([base, [1, 2, 3, 4]])));
    await work(folder);
  });
const program = (probe: string, ...flags: string[]) => [
  'program',
  'unit.hex',
  '--probe',
  probe,
  '--yes',
  ...flags,
];

describe('a program run that has written nothing', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('ends by %s though its probe never answers', (signal) =>
    inProject(async (folder) => {
      const server = await silentServer();
      try {
        const probe = `gdb:127.0.0.1:${server.port},timeout=3600000`;
        const run = start(folder, program(probe, '--device', 'STM32F401RE'));
        await server.heard;
        run.child.kill(signal);
        const { exitCode, stderr } = await run.ended;
        expect(stderr).toContain('[STOPPED]');
        expect(stderr).toContain('nothing was written');
        expect(exitCode).toBe(8);
      } finally {
        server.close();
      }
    }),
  );

  it('ends at once by a second signal', () =>
    inProject(async (folder) => {
      const server = await silentServer();
      try {
        const probe = `gdb:127.0.0.1:${server.port},timeout=3600000`;
        const run = start(folder, program(probe, '--device', 'STM32F401RE'));
        await server.heard;
        run.child.kill('SIGINT');
        await run.shows('stopping before the next step');
        run.child.kill('SIGTERM');
        expect(await run.ended).toMatchObject({ exitCode: 8, stderr: expect.stringContaining('[STOPPED]') });
      } finally {
        server.close();
      }
    }));

  it('ends while another process holds the journal, and leaves no line', () =>
    inProject(async (folder) => {
      mkdirSync(stateFolderOf(folder));
      const journal = join(stateFolderOf(folder), 'journal-{day}.jsonl');
      const lock = takeLock(`${journal}.lock`);
      if (isLockHolder(lock)) return expect.unreachable();
      const run = start(folder, program('sim:STM32F401RE,file=unit.chip'));
      while (!existsSync(join(folder, 'unit.chip.lock'))) await new Promise(setImmediate);
      run.child.kill('SIGTERM');
      const ended = await run.ended;
      lock.release();
      expect(ended).toMatchObject({ exitCode: 8, stderr: expect.stringContaining('[STOPPED]') });
      expect(readdirSync(stateFolderOf(folder)).filter((name) => name.startsWith('journal'))).toEqual([]);
    }));

  it('ends while it reads an input that never comes, by the signal', () =>
    inProject(async (folder) => {
      execFileSync('mkfifo', [join(folder, 'pipe.hex')]);
      const run = start(folder, ['program', 'pipe.hex', '--probe', 'sim:STM32F401RE', '--yes']);
      await run.shows('');
      // It listens to signals once it has begun to read.
      while (!hasSignalHandler(run.child.pid ?? 0)) await new Promise(setImmediate);
      run.child.kill('SIGTERM');
      const { exitCode, signal } = await run.ended;
      expect([exitCode, signal]).toEqual([null, 'SIGTERM']);
    }));
});

describe('a command that only reads', () => {
  it.each(['plan', 'verify'])('%s ends at once, by the signal', (command) =>
    inProject(async (folder) => {
      const server = await silentServer();
      try {
        const probe = `gdb:127.0.0.1:${server.port},timeout=3600000`;
        const run = start(folder, [command, 'unit.hex', '--probe', probe, '--device', 'STM32F401RE']);
        await server.heard;
        run.child.kill('SIGTERM');
        expect(await run.ended).toMatchObject({ exitCode: null, signal: 'SIGTERM' });
      } finally {
        server.close();
      }
    }),
  );
});

/** proc(5): SigCgt is the mask of caught signals. */
function hasSignalHandler(pid: number): boolean {
  const status = execFileSync('cat', [`/proc/${pid}/status`], { encoding: 'utf8' });
  const mask = /^SigCgt:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0';
  return (BigInt(`0x${mask}`) >> 14n) % 2n === 1n;
}
