import type { KeyedStation } from '../../station/station.js';
import { printJson, printText } from '../output.js';
import { jsonView } from './json-view.js';
import { keyActions } from './key-actions.js';
import { Keys } from './keys.js';
import { plainView } from './plain-view.js';

/** Shows a station until it has ended: live in a terminal, which has its keys too, else as lines or JSON. Returns its exit code. */
export async function showStation(station: KeyedStation, json = false): Promise<number> {
  if (!json && process.stdout.isTTY) return shownLive(station);
  const now = () => new Date();
  if (!json) {
    const end = plainView(station, printText, now);
    return station.ended.finally(end);
  }
  const end = jsonView(station, printJson, now);
  const exitCode = await station.ended;
  end(exitCode);
  return exitCode;
}

async function shownLive(station: KeyedStation): Promise<number> {
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
