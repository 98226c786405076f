import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/**
 * How often a second some work is done, one after the other, for a while.
 * @param {number} seconds
 * @param {(turn: number) => Promise<void> | void} work
 * @returns {Promise<number>}
 */
export async function rateOf(seconds, work) {
  const start = process.hrtime.bigint();
  const elapsed = () => Number(process.hrtime.bigint() - start) / 1e9;
  let done = 0;
  while (elapsed() < seconds) {
    await work(done);
    done += 1;
  }
  return done / elapsed();
}

/**
 * How often a second the disk below a folder takes 4 KiB for good.
 * @param {string} folder
 * @param {number} seconds
 * @returns {Promise<number>}
 */
export async function fdatasyncRate(folder, seconds) {
  const file = join(folder, 'sync');
  const fd = openSync(file, 'w');
  const block = Buffer.alloc(4096, 1);
  try {
    return await rateOf(seconds, () => {
      writeSync(fd, block, 0, block.length, 0);
      fdatasyncSync(fd);
    });
  } finally {
    closeSync(fd);
    rmSync(file);
  }
}
