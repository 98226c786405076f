import { existsSync, mkdirSync, mkdtempSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isErrno } from '../../../src/files/read.js';
import { killableProgram, mainOf } from './program.js';

let program: Promise<string> | undefined;

/** What Node.js runs: the program that kills itself, which the first test file of a run that needs it makes for all. */
export function sharedProgram(): Promise<string> {
  program ??= make();
  return program;
}

async function make(): Promise<string> {
  const shared = process.env.OTPFORGE_TEST_SHARED;
  if (shared === undefined) return makeAlone();
  const folder = join(shared, 'killable');
  const ready = join(folder, 'ready');
  mkdirSync(shared, { recursive: true });
  try {
    mkdirSync(folder);
  } catch (error) {
    if (!isErrno(error) || error.code !== 'EEXIST') throw error;
    await made(folder, ready);
    return mainOf(folder);
  }
  await killableProgram(folder);
  writeFileSync(ready, '');
  return mainOf(folder);
}

function makeAlone(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-killable-'));
  process.on('exit', () => rmSync(folder, { recursive: true }));
  return killableProgram(folder);
}

function made(folder: string, file: string): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!existsSync(file)) return;
      watcher.close();
      resolve();
    };
    const watcher = watch(folder, look);
    look();
  });
}
