import { afterEach, beforeEach, expect } from 'vitest';
import { f401 } from '../support/banks.js';
import { type ChipOnAPort, serveChip } from '../support/served-chip.js';
import { RawClient } from './raw-client.js';

/** The chip, its server and its client that the running test has. */
export interface ServerBench extends ChipOnAPort {
  readonly client: RawClient;
  /** Takes a new client in place of the old one. */
  reconnect(): Promise<void>;
}

/** Serves a chip of its own to each test; a test in which the server shows a defect fails. */
export function useServer(serve: () => Promise<ChipOnAPort> = () => serveChip(f401)): ServerBench {
  let served: ChipOnAPort;
  let client: RawClient;
  beforeEach(async () => {
    served = await serve();
    client = await RawClient.open(served.server.port);
  });
  afterEach(async () => {
    await client.close();
    await served.server.close();
    expect(served.defects).toEqual([]);
  });
  return {
    get chip() {
      return served.chip;
    },
    get server() {
      return served.server;
    },
    get defects() {
      return served.defects;
    },
    get client() {
      return client;
    },
    reconnect: async () => {
      await client.close();
      client = await RawClient.open(served.server.port);
    },
  };
}
