import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isErrno } from '../../src/files/read.js';

/** A folder that the first test file of a run that needs it makes for all. Errors: what the making threw. */
export async function madeOnce(name: string, make: (folder: string) => Promise<unknown>): Promise<string> {
  const shared = process.env.OTPFORGE_TEST_SHARED ?? alone();
  const folder = join(shared, name);
  mkdirSync(shared, { recursive: true });
  try {
    mkdirSync(folder);
  } catch (error) {
    if (!isErrno(error) || error.code !== 'EEXIST') throw error;
    await ended(folder);
    return folder;
  }
  try {
    await make(folder);
    end(folder, 'ready');
  } catch (error) {
    end(folder, 'failed');
    throw error;
  }
  return folder;
}

/** Of this process: it is no part of a run. */
function alone(): string {
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-made-'));
  process.on('exit', () => rmSync(folder, { recursive: true }));
  process.env.OTPFORGE_TEST_SHARED = folder;
  return folder;
}

// Renamed, so that who sees it sees the end of all writing.
function end(folder: string, how: 'ready' | 'failed'): void {
  writeFileSync(join(folder, `.${how}`), '');
  renameSync(join(folder, `.${how}`), join(folder, how));
}

function ended(folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const isReady = existsSync(join(folder, 'ready'));
      if (!isReady && !existsSync(join(folder, 'failed'))) return;
      watcher.close();
      if (isReady) resolve();
      else reject(new Error(`${folder} could not be made: another test file says why`));
    };
    const watcher = watch(folder, look);
    look();
  });
}
