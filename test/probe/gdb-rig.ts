import { afterEach } from 'vitest';
import { openProbe, type Probe } from '../../src/probe/index.js';
import { allBanks } from '../support/banks.js';
import { type FakeAnswer, type FakeServer, fakeServer } from './fake-gdb-server.js';

let server: FakeServer | undefined;
let probe: Probe | undefined;
afterEach(async () => {
  await probe?.close();
  await server?.close();
  probe = undefined;
  server = undefined;
});

/** Opens a probe to a fake server; both are closed after the test. `since` tells the packets since it was last asked. */
export async function open(
  own: (packet: string) => FakeAnswer | null,
  options = '',
): Promise<{ probe: Probe; server: FakeServer; since: () => readonly string[] }> {
  const fake = await fakeServer(own);
  server = fake;
  const opened = await openProbe(`gdb:127.0.0.1:${fake.port}${options}`, { banks: allBanks });
  probe = opened;
  let seen = fake.packets.length;
  const since = () => {
    const news = fake.packets.slice(seen);
    seen = fake.packets.length;
    return news;
  };
  return { probe: opened, server: fake, since };
}

/** Answers by exact packet. */
export const table = (answers: Readonly<Record<string, FakeAnswer>>) => (packet: string) =>
  Object.hasOwn(answers, packet) ? answers[packet] : null;
