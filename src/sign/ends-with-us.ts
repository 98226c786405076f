import { signalGroup } from '../probe/guarded/end-tree.js';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Ends the group of a process when this process ends, and unless somebody else hears its signals, when it is asked to; the
 * function that comes back lets it go. It is called before the process is started, so that no signal comes between.
 */
export function endsWithUs(pidOf: () => number | undefined, hearsSignals = true): () => void {
  const end = () => {
    const pid = pidOf();
    if (pid !== undefined) signalGroup(pid, 'SIGKILL');
  };
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
  if (hearsSignals) for (const signal of signals) process.on(signal, onSignal);
  return release;
}
