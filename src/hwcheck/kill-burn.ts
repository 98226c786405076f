import { type ChildProcess, fork } from 'node:child_process';
import { packagePath } from '../files/package-path.js';
import { type BurnMessage, type BurnOrder, killed } from './kill-places.js';

/** A process that has not come to its place by then never will. */
const longestMs = 120_000;

/** Starts a process of ours that burns, and kills it at a place. Says `killed`, or why it could not be. */
export async function killBurn(order: BurnOrder): Promise<string> {
  const child = fork(packagePath('dist', 'hwcheck', 'killed-burn.js'), [], {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `it ended with exit code ${code}`));
    child.once('error', () => resolve('it could not be started'));
  });
  child.send(order, () => undefined);
  const said = await Promise.race([wordsOf(child), ended, tooLong()]);
  child.kill('SIGKILL');
  const how = await ended;
  if (typeof said === 'string') return said;
  if ('failed' in said) return said.failed;
  return how === 'SIGKILL' && said.reached === order.place ? killed : how;
}

function wordsOf(child: ChildProcess): Promise<BurnMessage> {
  return new Promise((resolve) => child.once('message', (message: BurnMessage) => resolve(message)));
}

function tooLong(): Promise<string> {
  return new Promise((resolve) => {
    setTimeout(() => resolve('it was too slow'), longestMs).unref();
  });
}
