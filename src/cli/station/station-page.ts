import { join } from 'node:path';
import { stateFolder } from '../../files/state-folder.js';
import type { OpenedStation } from '../../station/open-station.js';
import { note } from '../output.js';

export interface OpenedPage {
  close(): Promise<void>;
}

/** Serves the page of a station, and says where it is. Errors: USAGE, PORT_UNAVAILABLE, FILE_WRITE_FAILED. */
export async function openPage(station: OpenedStation, address: string): Promise<OpenedPage> {
  // A station without a page loads nothing of it.
  const { openTokens, pageClock, parsePageAddress, readAssets, servePage } = await import(
    '../../page/index.js'
  );
  const asked = parsePageAddress(address);
  const { ledger } = station;
  const page = await servePage(
    {
      ...{ station, ledger, clock: pageClock },
      get line() {
        return station.line;
      },
      assets: await readAssets({ texts: join(station.line.folder, 'station-texts') }),
      tokens: await openTokens(stateFolder(), pageClock.now),
      onError: (error) =>
        note(`otpforge: the page: ${error instanceof Error ? error.message : String(error)}`),
    },
    asked,
  );
  const { operate, supervise } = page.links;
  note(`page: ${operate ?? page.url}`);
  note(`page with the rights of a supervisor: ${supervise}`);
  return page;
}
