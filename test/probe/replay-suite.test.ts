import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openProbe } from '../../src/probe/index.js';
import { allBanks, l476 } from '../support/banks.js';
import { probeSuite } from './suite.js';

const folder = mkdtempSync(join(tmpdir(), 'otpforge-replay-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// The suite runs twice in the same order: the second time each test is answered by the first one's trace.
const counter = () => {
  let next = 0;
  return () => join(folder, `${next++}.jsonl`);
};
const recording = counter();
const replaying = counter();

probeSuite('sim: while it is traced', {
  device: l476,
  open: () => openProbe(`sim:${l476.name}`, { banks: allBanks, trace: recording() }),
});
probeSuite('replay:', {
  device: l476,
  open: () => openProbe(`replay:${replaying()}`, { banks: allBanks }),
});
