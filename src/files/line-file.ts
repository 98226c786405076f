import { type FileHandle, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { isLockHolder, takeLock } from './lock.js';
import { makeFolder } from './make-folder.js';
import { writeFailed } from './write-failed.js';

/** A file that lines are added to. */
export interface LineFile {
  /** Adds lines; they are on the disk when it returns. Errors: FILE_WRITE_FAILED. */
  append(lines: readonly string[]): Promise<void>;
  /** False once it was moved or removed: what is added then is not at its path. */
  isAtPath(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Opens a file whose lines begin with `head`, and makes one that its owner alone can read where there is none. A last line
 * without an end, as a power cut leaves it, is removed. Errors: FILE_EXISTS for a file of another kind, FILE_WRITE_FAILED,
 * also when another process writes to it.
 */
export async function openLineFile(path: string, head: string): Promise<LineFile> {
  const release = await about(path, async () => {
    await makeFolder(dirname(path));
    return lockOf(path);
  });
  let file: FileHandle | undefined;
  try {
    const opened = await about(path, () => open(path, 'a+', 0o600));
    file = opened;
    await refuseForeign(path, opened, head);
    await about(path, () => settle(path, opened));
    return {
      append: (lines) => about(path, () => appendLines(opened, lines)),
      isAtPath: () => about(path, () => isFileAt(path, opened)),
      close: async () => {
        await opened.close();
        release();
      },
    };
  } catch (error) {
    await file?.close();
    release();
    throw error;
  }
}

async function lockOf(path: string): Promise<() => void> {
  const lock = takeLock(`${path}.lock`);
  if (isLockHolder(lock)) throw new Error(`process ${lock.pid} writes to it`);
  return () => lock.release();
}

async function refuseForeign(path: string, file: FileHandle, head: string): Promise<void> {
  const found = await file.stat();
  const first = Buffer.alloc(Math.min(Buffer.byteLength(head), found.isFile() ? found.size : 0));
  await file.read(first, 0, first.length, 0);
  if (found.isFile() && head.startsWith(first.toString())) return;
  throw new OtpforgeError('FILE_EXISTS', {
    message: `${path}: this is another kind of file, and lines would be added to it`,
    remedy: 'Name another file.',
    details: { file: path },
  });
}

/** Cuts off a line without an end, and sees to it that the folder has the file after a power cut. */
async function settle(path: string, file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  const end = await endOfLines(file, size);
  if (end < size) await file.truncate(end);
  await file.sync();
  // Windows has no such thing.
  const folder = await open(dirname(path), 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

async function endOfLines(file: FileHandle, size: number): Promise<number> {
  const part = Buffer.alloc(partSize);
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - partSize);
    const { bytesRead } = await file.read(part, 0, end - start, start);
    const feed = part.subarray(0, bytesRead).lastIndexOf(0x0a);
    if (feed >= 0) return start + feed + 1;
    end = start;
  }
  return 0;
}

const partSize = 64 * 1024;

async function appendLines(file: FileHandle, lines: readonly string[]): Promise<void> {
  await file.appendFile(lines.map((line) => `${line}\n`).join(''));
  await file.sync();
}

async function isFileAt(path: string, file: FileHandle): Promise<boolean> {
  const [mine, there] = await Promise.all([
    file.stat({ bigint: true }),
    stat(path, { bigint: true }).catch(() => undefined),
  ]);
  return mine.nlink > 0n && mine.ino === there?.ino && mine.dev === there.dev;
}

async function about<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw writeFailed(path, cause, 'Check that the folder exists, is writable and has room.');
  }
}
