import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { type ErrorCode, OtpforgeError } from '../errors/index.js';
import { isMissing, readBytes } from '../files/read.js';
import { canonicalPath } from '../files/same-file.js';
import type { BoundHex } from './bound-hex-schema.js';
import { type ImageFile, imageFormat, imageOf } from './image-file.js';
import type { SparseImage } from './sparse-image.js';

/** The die that an image is for, as the file beside it says. */
export interface Binding {
  /** The file that says it, or what else messages call it. */
  readonly from: string;
  /** As uidText writes it. */
  readonly uid: string;
  /** The image is not the one that was bound. */
  readonly isChanged: boolean;
}

export interface BoundImage {
  readonly image: SparseImage;
  readonly binding: Binding | undefined;
}

/** The name of the file that binds a hex file to a die. */
export function bindingName(path: string): string {
  return `${path}.json`;
}

/**
 * Reads an image file, and the file beside it that binds it to a die.
 * Errors: those of readImageFile; FORMAT_*, YAML_SYNTAX, SCHEMA of a file beside it that binds nothing.
 */
export async function readBoundImage(path: string, where: Omit<ImageFile, 'path'>): Promise<BoundImage> {
  const bytes = await readBytes(path);
  const image = imageOf(bytes, path, where);
  const isHex = imageFormat(bytes, path, where) === 'ihex';
  return { image, binding: isHex ? await bindingOf(path, bytes) : undefined };
}

/** The text of the file that binds a hex file to a die. */
export function bindingText(hex: Uint8Array, uid: string, bank: string | undefined): string {
  const document: BoundHex = {
    format: 'otpforge.bound-hex/1',
    sha256: sha256Of(hex),
    uid,
    ...(bank !== undefined && { bank }),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** Whether a file is one that binds a hex file, or is not there: either may be replaced. Errors: FILE_EXISTS. */
export async function refuseForeignBinding(file: string): Promise<void> {
  if (!(await isThere(file))) return;
  try {
    await parsed(file);
  } catch (error) {
    if (!(error instanceof OtpforgeError)) throw error;
    throw new OtpforgeError('FILE_EXISTS', {
      message: `${file} is not a file that merge --uid wrote, and it would be overwritten`,
      remedy: 'Name another output, or move the file away.',
      details: { file },
      cause: error,
    });
  }
}

/** Whether a file that binds a hex file is there. */
export async function isBinding(file: string): Promise<boolean> {
  return (
    (await isThere(file)) &&
    parsed(file).then(
      () => true,
      () => false,
    )
  );
}

async function bindingOf(path: string, bytes: Uint8Array): Promise<Binding | undefined> {
  for (const file of [bindingName(path), bindingName(await canonicalPath(path))]) {
    if (!(await isThere(file))) continue;
    const { sha256, uid } = await parsed(file).catch((error: unknown) => {
      throw damaged(file, path, error);
    });
    return { from: file, uid, isChanged: sha256 !== sha256Of(bytes) };
  }
  return undefined;
}

async function parsed(file: string): Promise<BoundHex> {
  const [{ boundHexFormat, boundHexSchema }, { parseYaml }, { readSmallText }] = await Promise.all([
    import('./bound-hex-schema.js'),
    import('../files/yaml.js'),
    import('../files/read-small.js'),
  ]);
  const text = await readSmallText(file, 'a file that binds an image to a die');
  return parseYaml({ text, file, ...boundHexFormat }, boundHexSchema).value;
}

const ofContents: ReadonlySet<ErrorCode> = new Set(['YAML_SYNTAX', 'FORMAT_UNKNOWN', 'SCHEMA']);

function damaged(file: string, hex: string, error: unknown): unknown {
  if (!(error instanceof OtpforgeError) || !ofContents.has(error.code)) return error;
  return new OtpforgeError(error.code, {
    ...error.within((text) => `${file} is to say which die ${hex} is for, and does not: ${text}`),
    remedy: 'Merge the unit again with --uid. If the file has another purpose, give it another name.',
  });
}

async function isThere(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    (error: unknown) => !isMissing(error),
  );
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
