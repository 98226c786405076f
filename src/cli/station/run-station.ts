import { OtpforgeError } from '../../errors/index.js';
import type { OpenedStation } from '../../station/open-station.js';
import { note } from '../output.js';
import { showStation } from './show-station.js';
import type { OpenedPage } from './station-page.js';

export interface RunOptions {
  readonly json?: boolean | undefined;
  /** Where the page is served, as `[HOST:]PORT`; none unless given. */
  readonly page?: string | undefined;
  /** Hears of the station once it is open. */
  readonly onOpen?: (station: OpenedStation) => void;
}

/** Opens a station and its page, and shows it until it has ended. Returns its exit code. Errors: those of both. */
export async function runStation(
  open: () => Promise<OpenedStation>,
  { json, page, onOpen }: RunOptions,
): Promise<number> {
  const station = await open();
  const stopHearing = stopOnSignals(station);
  let served: OpenedPage | undefined;
  try {
    onOpen?.(station);
    if (page !== undefined) {
      const { openPage } = await import('./station-page.js');
      served = await openPage(station, page);
    }
    return await showStation(station, json);
  } catch (error) {
    station.stop();
    await station.ended.catch(() => undefined);
    throw error;
  } finally {
    stopHearing();
    await served?.close();
  }
}

/** Refuses a station at which nobody could confirm a plan. Errors: NOBODY_TO_ASK. */
export function checkAnswers({
  yes,
  page,
  json,
}: Pick<RunOptions, 'json' | 'page'> & { readonly yes?: boolean | undefined }): void {
  if (yes || page !== undefined || (!json && process.stdin.isTTY && process.stdout.isTTY)) return;
  throw new OtpforgeError('NOBODY_TO_ASK', {
    message:
      'a person confirms the first plan of its kind, and there is neither a terminal nor a page to ask at',
    remedy: 'Give --page 8080 to confirm it on the page, or --yes to burn without asking.',
  });
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function stopOnSignals(station: OpenedStation): () => void {
  const hear = (name: NodeJS.Signals) => {
    if (!process.stdout.isTTY) note(`otpforge: ${name}: what is being written is finished and recorded …`);
    station.stop();
  };
  for (const name of signals) process.on(name, hear);
  return () => {
    for (const name of signals) process.removeListener(name, hear);
  };
}
