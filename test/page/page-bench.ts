import { randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import { type ErrorCode, OtpforgeError } from '../../src/errors/index.js';
import { pageApp } from '../../src/page/app.js';
import type { Asset, PageAccess, PageDeps } from '../../src/page/page-deps.js';
import type { PageTokens } from '../../src/page/tokens.js';
import type { SlotState } from '../../src/station/slot-state.js';
import type { Insertion, Station, StationEvent } from '../../src/station/station.js';
import type { StationState } from '../../src/station/station-state.js';

const since = '2026-11-29T08:00:00.000Z';
export const ownHost = '127.0.0.1:8080';
export const ownOrigin = `http://${ownHost}`;

export const readySlot: SlotState = { slot: 'A', status: 'ready', insertion: 3, since };

export const stationState: StationState = {
  format: 'otpforge.station/1',
  version: 1,
  product: 'controller-c',
  line: 'line.yaml',
  station: 'st-1',
  medium: 'simulated',
  training: true,
  slots: [readySlot],
  openUnits: [],
  failures: [],
  numbers: { units: 0, verified: 0 },
  warnings: [],
};

/** A station that does nothing but what a test tells it, and remembers what it was asked for. */
export class FakeStation implements Station {
  shown = stationState;
  readonly asked: string[] = [];
  readonly listeners = new Set<(event: StationEvent) => void>();
  end: (code: number) => void = () => undefined;
  readonly ended = new Promise<number>((resolve) => {
    this.end = resolve;
  });
  /** Resolves when nobody watches any more. */
  readonly left: Promise<void>;
  #allLeft: () => void = () => {};

  constructor() {
    this.left = new Promise((resolve) => {
      this.#allLeft = resolve;
    });
  }

  state(): StationState {
    return this.shown;
  }

  watch(listener: (event: StationEvent) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.#allLeft();
    };
  }

  say(event: StationEvent): void {
    for (const listener of this.listeners) listener(event);
  }

  start(board: Insertion): SlotState {
    this.asked.push(`start ${board.slot} ${board.insertion}`);
    return this.#busy(board);
  }

  confirm(board: Insertion, accept: boolean): SlotState {
    this.asked.push(`confirm ${board.slot} ${board.insertion} ${accept}`);
    return this.#busy(board);
  }

  pause(slot: string): SlotState {
    this.asked.push(`pause ${slot}`);
    return { ...readySlot, slot, status: 'paused' };
  }

  resume(slot: string): SlotState {
    this.asked.push(`resume ${slot}`);
    return { ...readySlot, slot };
  }

  planOf(): undefined {}

  scan(text: string, board: Insertion | 'none' = 'none'): { as: 'field'; field: string } {
    this.asked.push(`scan ${text}${board === 'none' ? '' : ` for ${board.slot} ${board.insertion}`}`);
    return { as: 'field', field: 'serial' };
  }

  signOff(): void {}
  stop(): void {}

  #busy({ slot, insertion }: Insertion): SlotState {
    if (slot !== readySlot.slot) throw refusalOf('SLOT_UNKNOWN');
    if (insertion !== readySlot.insertion) throw refusalOf('INSERTION_STALE');
    return { ...readySlot, status: 'busy' };
  }
}

export function refusalOf(code: ErrorCode): OtpforgeError {
  return new OtpforgeError(code, { message: `fake ${code}`, remedy: 'Look at the slot.' });
}

/** Tokens in memory: `op` and `sv`. */
export const fakeTokens: PageTokens = {
  make: async (role) => `${role}-token`,
  roleOf: (token) => (token === 'op' ? 'operate' : token === 'sv' ? 'supervise' : undefined),
};

export interface Bench {
  readonly app: Hono;
  readonly station: FakeStation;
  readonly errors: unknown[];
  readonly beats: (() => void)[];
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
}

/** A page over a station that is not one; `more` has a ledger where a test needs it. */
export function pageBench(more: Partial<PageDeps> = {}, access: Partial<PageAccess> = {}): Bench {
  const station = new FakeStation();
  const errors: unknown[] = [];
  const beats: (() => void)[] = [];
  const asset: Asset = { type: 'text/html; charset=utf-8', body: '<!doctype html>' };
  const deps = {
    station,
    tokens: fakeTokens,
    assets: new Map([['/', asset]]),
    clock: {
      now: () => new Date(since),
      every: (_: number, work: () => void) => {
        beats.push(work);
        return () => beats.splice(beats.indexOf(work), 1);
      },
    },
    onError: (error: unknown) => errors.push(error),
    ...more,
  } as PageDeps;
  const app = pageApp(deps, {
    isOwnHost: (host) => host === ownHost,
    roleWithoutToken: 'operate',
    ...access,
  });
  const own = { host: ownHost, origin: ownOrigin };
  return {
    ...{ app, station, errors, beats },
    get: async (path, headers) => app.request(path, { headers: { host: ownHost, ...headers } }),
    post: async (path, body, headers) =>
      app.request(path, {
        method: 'POST',
        headers: { ...own, 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  };
}

export const newRequest = () => randomUUID();

export async function codeOf(answer: Response): Promise<string> {
  const { error } = (await answer.json()) as { error: { code: string } };
  return `${answer.status} ${error.code}`;
}
