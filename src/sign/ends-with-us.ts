import { signalGroup } from '../probe/guarded/end-tree.js';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ends the group of a process when this process ends or is asked to; it is let go by the function that comes back. */
export function endsWithUs(pid: number | undefined): () => void {
  if (pid === undefined) return () => undefined;
  const end = () => signalGroup(pid, 'SIGKILL');
  const onSignal = (signal: NodeJS.Signals) => {
    end();
    release();
    // Without us the signal would have ended this process.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  const release = () => {
    process.off('exit', end);
    for (const signal of signals) process.off(signal, onSignal);
  };
  process.once('exit', end);
  for (const signal of signals) process.on(signal, onSignal);
  return release;
}
