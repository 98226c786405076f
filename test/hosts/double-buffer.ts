import { type Chunk, HostError, type Target } from './host.js';

/** Programs pages from two buffers in turn: while one page is programmed, the next one goes to RAM. */
export async function programDoubleBuffered(target: Target, pages: readonly Chunk[]): Promise<void> {
  let [source, isRunning] = [0, false];
  for (const [index, { address, bytes }] of pages.entries()) {
    source = await target.load(index % 2 === 0 ? 0 : 1, bytes);
    if (isRunning) await finish(target);
    await target.start('ProgramPage', address, bytes.length, source);
    isRunning = true;
  }
  if (isRunning) await finish(target);
}

async function finish(target: Target): Promise<void> {
  if ((await target.wait()) !== 0) throw new HostError('ProgramPage failed');
}
