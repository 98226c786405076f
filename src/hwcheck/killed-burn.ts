import { loadBanks } from '../bank/index.js';
import { makeJob } from '../burn/job.js';
import { OtpforgeError } from '../errors/index.js';
import { openPatiently, openProbe } from '../probe/index.js';
import type { BurnMessage, BurnOrder, KillPlace } from './kill-places.js';
import { prepareRun, waitForRun } from './run-code.js';

/**
 * The process that is killed: `node killed-burn.js`, started by fork. It burns up to a place, says that it is there, and
 * waits for its end. Its parent may be killed before it.
 */
process.once('disconnect', () => process.exit(1));
process.once('message', (order: BurnOrder) => {
  burn(order).catch((error: unknown) => {
    tell({ failed: error instanceof OtpforgeError ? error.code : 'INTERNAL' });
  });
});

/** A part of what the job takes; a simulated chip runs only while somebody waits for it. */
const halfwayMs = 1;

async function burn({ uri, folders, device, bank, loader, segment, place }: BurnOrder): Promise<void> {
  const banks = await loadBanks(folders);
  const probe = await openPatiently(() => openProbe(uri, { banks, device, newChip: 'refuse' }));
  await probe.resetHalt();
  await stopAt('connected');
  const job = makeJob(bank, loader, [segment]);
  await prepareRun(probe, job);
  await stopAt('job in RAM');
  await probe.go();
  if (place === 'job running') await probe.waitHalted(halfwayMs);
  await stopAt('job running');
  await waitForRun(probe, bank, job);
  await stopAt('job done');
  await probe.readMemory(segment.address, segment.bytes.length);
  await stopAt('read back');

  async function stopAt(here: KillPlace): Promise<void> {
    if (here !== place) return;
    tell({ reached: here });
    await new Promise(() => {});
  }
}

function tell(message: BurnMessage): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}
