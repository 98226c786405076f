import { mkdir, realpath } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { OtpforgeError } from '../errors/index.js';

export interface WriteOptions {
  /** Files that this write must not replace, however their paths are spelled. */
  readonly inputs?: readonly string[];
  /** POSIX mode; 0600 for files that hold secrets. */
  readonly mode?: number;
}

/**
 * Replaces a file in one step: a reader sees the old or the new content, never a part.
 * Errors: FILE_OVERWRITES_INPUT, FILE_WRITE_FAILED.
 */
export async function writeAtomic(
  path: string,
  data: string | Uint8Array,
  options: WriteOptions = {},
): Promise<void> {
  await refuseOverwritingInput(path, options.inputs ?? []);
  try {
    await mkdir(dirname(resolve(path)), { recursive: true });
    const content =
      typeof data === 'string' ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    await writeFileAtomic(path, content, options.mode === undefined ? {} : { mode: options.mode });
  } catch (cause) {
    throw new OtpforgeError('FILE_WRITE_FAILED', {
      message: `${path}: cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedy: 'Check that the folder exists, is writable and has room.',
      details: { file: path },
      cause,
    });
  }
}

async function refuseOverwritingInput(path: string, inputs: readonly string[]): Promise<void> {
  const target = await canonical(path);
  for (const input of inputs) {
    if ((await canonical(input)) !== target) continue;
    throw new OtpforgeError('FILE_OVERWRITES_INPUT', {
      message: `${path}: the output would overwrite the input ${input}`,
      remedy: 'Name another output file.',
      details: { file: path, input },
    });
  }
}

async function canonical(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path));
}
