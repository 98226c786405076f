import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A PostgreSQL server of its own, on a socket in a temporary folder. */
export interface PostgresServer {
  readonly url: string;
  /** Makes one more database in it; returns its URL. */
  database(name: string): string;
  /** Its data directory. */
  readonly data: string;
  start(): Promise<void>;
  /** Ends it as a power cut does when `signal` is SIGQUIT or SIGKILL: without a checkpoint. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Ends it and removes its folder. */
  remove(): Promise<void>;
}

/** Makes and starts Debian's PostgreSQL, as a user of its own where this process is root, which it refuses. */
export async function startPostgres(settings: readonly string[] = []): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-pg-'));
  const user = userOfServer();
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  initialise(data, user);
  let server: ChildProcess | undefined;

  const start = async () => {
    const options = ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'max_connections=60'];
    const more = settings.flatMap((setting) => ['-c', setting]);
    server = spawn(program('postgres'), [...options, ...more], {
      ...user,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await ready(server);
  };
  const stop = async (signal: NodeJS.Signals = 'SIGINT') => {
    const running = server;
    server = undefined;
    if (!running || running.exitCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill(signal);
    await ended;
  };
  const remove = async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  };

  await start();
  const url = (name: string) => `postgres:///${name}?user=otpforge&host=${folder}`;
  const database = (name: string) => {
    must('createdb', ['-h', folder, '-U', 'otpforge', name], user);
    return url(name);
  };
  return { url: url('postgres'), database, data, start, stop, remove };
}

interface User {
  readonly uid?: number;
  readonly gid?: number;
}

function userOfServer(): User {
  if (process.getuid?.() !== 0) return {};
  // Debian's package makes this user.
  const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}

function initialise(data: string, user: User): void {
  const args = ['-D', data, '-U', 'otpforge', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  must('initdb', args, user);
}

function must(name: string, args: readonly string[], user: User): void {
  const { status, stderr } = spawnSync(program(name), args, { ...user, cwd: tmpdir(), encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
}

/** Debian keeps the programs of each version in a folder of its own. */
function program(name: string): string {
  const versions = '/usr/lib/postgresql';
  const found = existsSync(versions) ? readdirSync(versions) : [];
  const [newest] = found.toSorted((a, b) => Number(b) - Number(a));
  return newest === undefined ? name : join(versions, newest, 'bin', name);
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`the server ended: ${said}`)));
  });
}
