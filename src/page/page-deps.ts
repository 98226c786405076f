import type { BankFolders } from '../bank/index.js';
import type { Ledger } from '../ledger/index.js';
import type { Line } from '../line/index.js';
import type { Station } from '../station/station.js';
import type { PageRole } from './api-types.js';
import type { PageClock } from './clock.js';
import type { PageTokens } from './tokens.js';

/** A file that the page is made of. */
export interface Asset {
  /** As in Content-Type. */
  readonly type: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

/** A station that may print labels, and hears of decisions about units. */
export interface PageStation extends Station {
  readonly canPrint?: boolean;
  reprint?(unit: number): Promise<void>;
  /** Somebody decided about a unit, so that those that are open may be others. */
  unitsChanged?(): void;
}

/** What the page shows and acts on. */
export interface PageDeps {
  readonly station: PageStation;
  /** Read again at each request: the file may have been changed since the start. */
  readonly line: Line;
  /** Open; the page never closes it. */
  readonly ledger: Ledger;
  readonly tokens: PageTokens;
  /** By path: `/`, `/unit`, `/shift`, `/page.js`. */
  readonly assets: ReadonlyMap<string, Asset>;
  readonly clock: PageClock;
  readonly banks?: BankFolders;
  /** An error that nobody foresaw: the answer says nothing of it. */
  readonly onError: (error: unknown) => void;
}

/** Who may use the page, and under which names. */
export interface PageAccess {
  /** Whether a Host header names this page. */
  readonly isOwnHost: (host: string) => boolean;
  /** Of requests without a token. */
  readonly roleWithoutToken?: PageRole | undefined;
}
