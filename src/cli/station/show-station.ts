import type { Station } from '../../station/station.js';
import { note, printJson, printText } from '../output.js';
import { jsonView } from './json-view.js';
import { keyActions } from './key-actions.js';
import { Keys } from './keys.js';
import { plainView } from './plain-view.js';

export interface ShowOptions {
  readonly json?: boolean | undefined;
}

/** Shows a station until it has ended: live in a terminal, which has its keys too, else as lines or JSON. Returns its exit code. */
export async function showStation(station: Station, { json }: ShowOptions): Promise<number> {
  const stopHearing = stopOnSignals(station);
  try {
    if (!json && process.stdout.isTTY) return await shownLive(station);
    const now = () => new Date();
    if (!json) {
      const end = plainView(station, printText, now);
      return await station.ended.finally(end);
    }
    const end = jsonView(station, printJson, now);
    const exitCode = await station.ended;
    end(exitCode);
    return exitCode;
  } finally {
    stopHearing();
  }
}

async function shownLive(station: Station): Promise<number> {
  // Its parts, which know wide characters, are loaded for a terminal alone.
  const { liveView } = await import('./live-view.js');
  const view = liveView(station, process.stdout);
  const stopTyping = readKeys(new Keys(keyActions(station, view)));
  try {
    return await station.ended;
  } finally {
    stopTyping();
    view.end();
  }
}

/** Hands each key on as soon as it is pressed. */
function readKeys(keys: Keys): () => void {
  const { stdin } = process;
  if (!stdin.isTTY) return () => undefined;
  const take = (sent: string) => keys.take(sent);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8').on('data', take).resume();
  return () => {
    keys.end();
    stdin.removeListener('data', take);
    stdin.setRawMode(false);
    stdin.pause();
  };
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function stopOnSignals(station: Station): () => void {
  const hear = (name: NodeJS.Signals) => {
    if (!process.stdout.isTTY) note(`otpforge: ${name}: what is being written is finished and recorded …`);
    station.stop();
  };
  for (const name of signals) process.on(name, hear);
  return () => {
    for (const name of signals) process.removeListener(name, hear);
  };
}
