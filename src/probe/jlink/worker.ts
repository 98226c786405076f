import { OtpforgeError } from '../../errors/index.js';
import { traceError } from '../trace-format.js';
import { JLinkLibrary } from './library.js';
import type { ReplyMessage, RequestMessage, Session, SessionCall } from './messages.js';
import { JLinkSession } from './session.js';

/**
 * The process that holds SEGGER's library: `node worker.js <library> <limit in ms>`, started by fork.
 * Ctrl-C reaches the whole process group, so that signals are left to the parent: only its message, the end of
 * its pipe, or SIGKILL ends this process.
 */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

const [, , libraryPath = '', leaveLimit = ''] = process.argv;
let session: Promise<JLinkSession> | undefined;
let library: JLinkLibrary | undefined;
let last: Promise<void> = Promise.resolve();
let leaving = false;

process.on('message', (message: RequestMessage) => {
  last = last.then(() => answer(message));
});
process.on('disconnect', () => void leave());

async function answer({ id, call, args }: RequestMessage): Promise<void> {
  if (leaving) return;
  try {
    const open = await openLibrary();
    library?.takeSaid();
    tell({ kind: 'result', id, result: await perform(open, call, args) });
  } catch (error) {
    tell({ kind: 'error', id, error: traceError(error) });
  }
  if (call === 'close') process.disconnect?.();
}

// Our own parent sends only what its typed interface allows.
function perform(target: Session, call: SessionCall, args: readonly unknown[]): Promise<unknown> {
  const method = target[call] as (...values: readonly unknown[]) => Promise<unknown>;
  return method.apply(target, [...args]);
}

function openLibrary(): Promise<JLinkSession> {
  session ??= loadSession();
  return session;
}

async function loadSession(): Promise<JLinkSession> {
  library = await JLinkLibrary.load(libraryPath, {
    onCall: (symbol) => tell({ kind: 'calling', symbol }),
    onProgress: (action, percent) => {
      const phase = phases.get(action.trim().toLowerCase());
      if (phase) tell({ kind: 'progress', state: { phase, done: percent, total: 100 } });
    },
  });
  return new JLinkSession(library);
}

const phases: ReadonlyMap<string, 'erase' | 'program' | 'verify'> = new Map([
  ['erase', 'erase'],
  ['flash', 'program'],
  ['program', 'program'],
  ['verify', 'verify'],
]);

/** The parent has gone: what runs on the chip ends, the probe is closed, nothing new begins. */
async function leave(): Promise<void> {
  leaving = true;
  // A library that hangs must not keep this process, and with it the probe, forever.
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), Number(leaveLimit));
  await last;
  try {
    await (await session)?.close();
  } catch (error) {
    process.stderr.write(`${error instanceof OtpforgeError ? error.message : String(error)}\n`);
  }
  process.exit(0);
}

function tell(message: ReplyMessage): void {
  // The pipe may close at any moment; then nobody is left to hear it.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}
