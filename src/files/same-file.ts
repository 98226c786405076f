import { readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { OtpforgeError } from '../errors/index.js';

/** A file that a run works with. */
export interface NamedFile {
  /** What it is to the run: "the journal". */
  readonly what: string;
  readonly path: string;
  /** The run writes it: it may then be no other of its files. */
  readonly written?: boolean;
  /** Whether another path is one of several files that `path` stands for; both as canonicalPath gives them. */
  readonly has?: (own: string, other: string) => boolean;
}

/** Refuses a file that a run would write and that is another of its files too. Errors: FILE_OVERWRITES_INPUT. */
export async function refuseSameFile(files: readonly NamedFile[]): Promise<void> {
  const seen: Identified[] = [];
  for (const file of files) {
    const identity = await identityOf(file.path);
    const other = seen.find(
      (each) => (each.written || file.written) && isSameNamed(each, { ...file, identity }),
    );
    if (other) throw sameFile(other, file);
    seen.push({ ...file, identity });
  }
}

/** Whether two paths name one file, however they are spelled. A file that does not exist yet has a place anyway. */
export async function isSameFile(one: string, other: string): Promise<boolean> {
  return isSame(await identityOf(one), await identityOf(other));
}

/** The file that a path leads to through all links, whether it exists or not. */
export async function canonicalPath(path: string, linksLeft = mostLinks): Promise<string> {
  const known = await realpath(path).catch(() => undefined);
  if (known !== undefined || path === dirname(path) || linksLeft === 0) return known ?? resolve(path);
  const target = await readlink(path).catch(() => undefined);
  if (target !== undefined) return canonicalPath(resolve(dirname(path), target), linksLeft - 1);
  return join(await canonicalPath(dirname(resolve(path)), linksLeft), basename(path));
}

/** As many as Linux follows; links that lead in a circle come to no file. */
const mostLinks = 40;

interface Identity {
  readonly path: string;
  /** Tells hard links, and spellings that a file system takes for the same. */
  readonly inode: string | undefined;
}

async function identityOf(path: string): Promise<Identity> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  const inode = found?.isFile() && found.ino !== 0n ? `${found.dev}:${found.ino}` : undefined;
  return { path: await canonicalPath(path), inode };
}

type Identified = NamedFile & { readonly identity: Identity };

function isSameNamed(one: Identified, other: Identified): boolean {
  const has = (several: Identified, { identity }: Identified) =>
    several.has?.(several.identity.path, identity.path) ?? false;
  return isSame(one.identity, other.identity) || has(one, other) || has(other, one);
}

function isSame(one: Identity, other: Identity): boolean {
  return one.path === other.path || (one.inode !== undefined && one.inode === other.inode);
}

function sameFile(one: NamedFile, other: NamedFile): OtpforgeError {
  return new OtpforgeError('FILE_OVERWRITES_INPUT', {
    message: `${one.what} ${one.path} and ${other.what} ${other.path} are one file, and one would overwrite the other`,
    remedy: 'Name two different files.',
    details: { file: other.path, other: one.path },
  });
}
